using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = "Generic")]
[OutputType(typeof(PSObject))]
public sealed class MeasureObjectCommand : StandInCmdlet
{
    private readonly Dictionary<string, List<object>> _values = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<PropertySpec> _properties = [];
    private int _lines;
    private int _words;
    private int _characters;
    private int _count;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Sum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Average { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Minimum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Maximum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter AllStats { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Line { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Word { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Character { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _properties = PropertySpec.Parse(Property);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        _count++;
        if (_properties.Count == 0)
        {
            Add(string.Empty, InputObject);
            return;
        }

        foreach (var property in _properties)
        {
            foreach (Microsoft.PowerShell.Commands.PSPropertyExpression name in property.Expression.ResolveNames(InputObject))
            {
                if (name.GetValues(InputObject).FirstOrDefault() is { Exception: null, Result: { } value })
                {
                    Add(name.ToString(), value);
                }
            }
        }
    }

    protected override void EndProcessing()
    {
        if (ParameterSetName == "Text")
        {
            WriteObject(TextResult());
            return;
        }

        if (_properties.Count == 0)
        {
            WriteObject(Result(property: null, _values.GetValueOrDefault(string.Empty, []), _count));
            return;
        }

        foreach (var property in _properties.Where(p => !p.Expression.HasWildCardCharacters && !_values.ContainsKey(p.Expression.ToString())))
        {
            Fail(new PSArgumentException($"The property \"{property.Expression}\" cannot be found in the input for any objects."), "GenericMeasurePropertyNotFound", ErrorCategory.InvalidArgument);
        }

        foreach (var (name, values) in _values)
        {
            WriteObject(Result(name, values, values.Count));
        }
    }

    private void Add(string name, object value)
    {
        value = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        if (ParameterSetName == "Text")
        {
            Count(PSObject.AsPSObject(value).ToString(format: null, CultureInfo.CurrentCulture));
            return;
        }

        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = [];
        }

        if (!(Sum || Average || StandardDeviation || AllStats) || LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out _))
        {
            values.Add(value);
            return;
        }

        Fail(new PSInvalidCastException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value);
    }

    private void Count(string text)
    {
        _lines += text.Split('\n').Length;
        _words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        _characters += IgnoreWhiteSpace ? text.Count(c => !char.IsWhiteSpace(c)) : text.Length;
    }

    private PSObject TextResult()
    {
        var result = new PSObject();
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.TextMeasureInfo");
        result.Properties.Add(new PSNoteProperty("Lines", Line ? _lines : null));
        result.Properties.Add(new PSNoteProperty("Words", Word ? _words : null));
        result.Properties.Add(new PSNoteProperty("Characters", Character ? _characters : null));
        result.Properties.Add(new PSNoteProperty("Property", value: null));
        return result;
    }

    private PSObject Result(string? property, List<object> values, int count)
    {
        var comparer = new ValueComparer(CultureInfo.CurrentCulture, caseSensitive: false);
        var numbers = Sum || Average || StandardDeviation || AllStats
            ? values.ConvertAll(v => LanguagePrimitives.ConvertTo<double>(v))
            : [];
        var mean = numbers.Count == 0 ? 0 : numbers.Average();
        var result = new PSObject();
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GenericMeasureInfo");
        result.Properties.Add(new PSNoteProperty("Count", count));
        result.Properties.Add(new PSNoteProperty("Average", (Average || AllStats) && numbers.Count > 0 ? mean : null));
        result.Properties.Add(new PSNoteProperty("Sum", (Sum || AllStats) && numbers.Count > 0 ? numbers.Sum() : null));
        result.Properties.Add(new PSNoteProperty("Maximum", (Maximum || AllStats) && values.Count > 0 ? values.Max(comparer) : null));
        result.Properties.Add(new PSNoteProperty("Minimum", (Minimum || AllStats) && values.Count > 0 ? values.Min(comparer) : null));
        result.Properties.Add(new PSNoteProperty("StandardDeviation", (StandardDeviation || AllStats) && numbers.Count > 1 ? Math.Sqrt(numbers.Sum(n => (n - mean) * (n - mean)) / (numbers.Count - 1)) : null));
        result.Properties.Add(new PSNoteProperty("Property", property));
        return result;
    }
}
