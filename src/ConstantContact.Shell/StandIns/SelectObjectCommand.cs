using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.StandIns.Support;
using Microsoft.PowerShell.Commands;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "DefaultParameter")]
[OutputType(typeof(PSObject))]
public sealed class SelectObjectCommand : StandInCmdlet
{
    private readonly Queue<PSObject> _queue = new();
    private readonly List<(PSObject Item, int Added)> _uniques = [];
    private IReadOnlyList<PropertySpec> _properties = [];
    private PropertySpec? _expand;
    private WildcardPattern[] _excluded = [];
    private ValueComparer _comparer = new(CultureInfo.CurrentCulture, caseSensitive: true);
    private int _streamed;
    private int _skipped;
    private int _position;
    private int _indexAt;
    private bool _ended;
    private int[] _indices = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[]? ExcludeProperty { get; set; }

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "IndexParameter")]
    public SwitchParameter Wait { get; set; }

    [Parameter(ParameterSetName = "IndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    [Parameter(ParameterSetName = "SkipIndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    private bool Limited => MyInvocation.BoundParameters.ContainsKey(nameof(First)) || MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _comparer = new ValueComparer(CultureInfo.CurrentCulture, !CaseInsensitive);
        _properties = PropertySpec.Parse(Property ?? (ExcludeProperty is null ? null : ["*"]));
        _excluded = [.. (ExcludeProperty ?? []).Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase))];
        _expand = string.IsNullOrEmpty(ExpandProperty) ? null : PropertySpec.Parse([ExpandProperty])[0];
        _indices = [.. (Index ?? SkipIndex ?? []).Distinct().Order()];
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null || ReferenceEquals(InputObject, System.Management.Automation.Internal.AutomationNull.Value))
        {
            return;
        }

        if (Index is not null || SkipIndex is not null)
        {
            ByIndex(InputObject);
            return;
        }

        _queue.Enqueue(InputObject);
        Advance();
        if (Limited && Last == 0 && First != 0 && _streamed >= First && !Wait)
        {
            // What was asked for is complete: ends the commands upstream, so that no further page is fetched.
            EndProcessing();
            throw EngineInternals.StopUpstream(this);
        }
    }

    protected override void EndProcessing()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (ParameterSetName == "DefaultParameter")
        {
            // With -Last alone, -Skip counts from the end.
            var keep = First == 0 ? Skip : 0;
            while (_queue.Count > keep)
            {
                Select(_queue.Dequeue());
            }
        }

        foreach (var (item, _) in _uniques)
        {
            WriteObject(item);
        }
    }

    private void ByIndex(PSObject item)
    {
        var hit = _indexAt < _indices.Length && _indices[_indexAt] == _position++;
        if (hit)
        {
            _indexAt++;
        }

        if (hit == (Index is not null))
        {
            Select(item);
        }

        if (Index is not null && _indexAt >= _indices.Length && !Wait)
        {
            EndProcessing();
            throw EngineInternals.StopUpstream(this);
        }
    }

    private void Advance()
    {
        if (_skipped < Skip && (Last == 0 || First != 0))
        {
            _skipped++;
            _queue.Dequeue();
        }
        else if (ParameterSetName == "SkipLastParameter")
        {
            if (_queue.Count > SkipLast)
            {
                Select(_queue.Dequeue());
            }
        }
        else if (!Limited || _streamed < First)
        {
            _streamed++;
            Select(_queue.Dequeue());
        }
        else if (Last == 0 || _queue.Count > (First == 0 ? Last + Skip : Last))
        {
            _queue.Dequeue();
        }
    }

    private void Select(PSObject source)
    {
        if (_properties.Count == 0 && _expand is null)
        {
            Emit(source, added: []);
            return;
        }

        var added = new List<PSNoteProperty>();
        foreach (var property in _properties)
        {
            Collect(property, source, added);
        }

        if (_expand is not null)
        {
            Expand(source, added);
            return;
        }

        var result = new PSObject();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var note in added)
        {
            if (names.Add(note.Name))
            {
                result.Properties.Add(note, preValidated: true);
            }
            else
            {
                Twice(note.Name, source, "AlreadyExistingUserSpecifiedPropertyNoExpand");
            }
        }

        result.TypeNames.Insert(0, "Selected." + source.BaseObject.GetType());
        Emit(result, added);
    }

    private void Collect(PropertySpec property, PSObject source, List<PSNoteProperty> added)
    {
        var names = property.Expression.ResolveNames(source);
        if (names.Count == 0)
        {
            // A name that the object lacks is a null property; a pattern that matches nothing is nothing.
            if (!property.Expression.HasWildCardCharacters)
            {
                added.Add(new PSNoteProperty(property.Label ?? property.Expression.ToString(), value: null));
            }

            return;
        }

        foreach (PSPropertyExpression name in names)
        {
            if (_excluded.Any(pattern => pattern.IsMatch(name.ToString())))
            {
                continue;
            }

            var value = name.GetValues(source).Select(v => v.Exception is null ? v.Result : null).FirstOrDefault();
            added.Add(new PSNoteProperty(property.Label ?? name.ToString(), value));
        }
    }

    private void Expand(PSObject source, List<PSNoteProperty> added)
    {
        var values = _expand!.Expression.GetValues(source);
        if (values.Count != 1)
        {
            var (message, id) = values.Count == 0
                ? ($"Property \"{ExpandProperty}\" cannot be found.", "ExpandPropertyNotFound")
                : ($"Multiple properties match \"{ExpandProperty}\".", "MutlipleExpandProperties");
            Fail(new PSArgumentException(message, nameof(ExpandProperty)), id, ErrorCategory.InvalidArgument, source);
            return;
        }

        if (values[0].Exception is { } problem)
        {
            Fail(problem, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, source);
            return;
        }

        foreach (var value in LanguagePrimitives.GetEnumerable(values[0].Result)?.Cast<object?>() ?? [values[0].Result])
        {
            if (value is null)
            {
                continue;
            }

            // A fresh wrapper: notes must not stick to the object that the source still holds.
            var item = added.Count == 0 ? PSObject.AsPSObject(value) : new PSObject(value is PSObject wrapped ? wrapped.BaseObject : value);
            foreach (var note in added)
            {
                if (item.Properties[note.Name] is null)
                {
                    item.Properties.Add(note);
                }
                else
                {
                    Twice(note.Name, source, "AlreadyExistingUserSpecifiedPropertyExpand");
                }
            }

            Emit(item, added);
        }
    }

    private void Emit(PSObject item, List<PSNoteProperty> added)
    {
        if (!Unique)
        {
            WriteObject(item);
        }
        else if (!_uniques.Exists(u => u.Added == added.Count && Same(u.Item, item, added)))
        {
            _uniques.Add((item, added.Count));
        }
    }

    private bool Same(PSObject known, PSObject item, List<PSNoteProperty> added)
    {
        if (added.Count > 0 && _expand is null)
        {
            return added.TrueForAll(note => known.Properties[note.Name] is { } other && _comparer.Compare(other.Value, note.Value) == 0);
        }

        return _comparer.Compare(known, item) == 0
            && added.TrueForAll(note => known.Properties[note.Name] is { } other && _comparer.Compare(other.Value, note.Value) == 0);
    }

    private void Twice(string name, PSObject source, string id) =>
        Fail(new PSArgumentException($"The property cannot be processed because the property \"{name}\" already exists.", nameof(Property)), id, ErrorCategory.InvalidOperation, source);
}
