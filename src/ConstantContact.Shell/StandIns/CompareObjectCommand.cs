using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-SyncWindow (everything is compared with everything) and -Culture")]
[Cmdlet(VerbsData.Compare, "Object")]
[OutputType(typeof(PSObject))]
public sealed class CompareObjectCommand : StandInCmdlet
{
    private readonly List<PSObject> _difference = [];

    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => _difference.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        var properties = PropertySpec.Parse(Property);
        var comparer = new ValueComparer(CultureInfo.CurrentCulture, CaseSensitive);
        var onlyReference = ReferenceObject.ToList();
        var equal = new List<PSObject>();
        var onlyDifference = new List<PSObject>();
        foreach (var item in _difference)
        {
            var match = onlyReference.FindIndex(r => Same(r, item, properties, comparer));
            if (match < 0)
            {
                onlyDifference.Add(item);
                continue;
            }

            equal.Add(onlyReference[match]);
            onlyReference.RemoveAt(match);
        }

        if (IncludeEqual)
        {
            equal.ForEach(item => Emit(item, "==", properties));
        }

        if (!ExcludeDifferent)
        {
            onlyDifference.ForEach(item => Emit(item, "=>", properties));
            onlyReference.ForEach(item => Emit(item, "<=", properties));
        }
    }

    private static bool Same(PSObject x, PSObject y, IReadOnlyList<PropertySpec> properties, ValueComparer comparer) => properties.Count == 0
        ? comparer.Compare(x, y) == 0
        : properties.All(p => comparer.Compare(p.Value(x, out _), p.Value(y, out _)) == 0);

    private void Emit(PSObject item, string side, IReadOnlyList<PropertySpec> properties)
    {
        PSObject output;
        if (PassThru)
        {
            output = item;
        }
        else
        {
            output = new PSObject();
            foreach (var property in properties)
            {
                output.Properties.Add(new PSNoteProperty(property.Label ?? property.Expression.ToString(), property.Value(item, out _)));
            }

            if (properties.Count == 0)
            {
                output.Properties.Add(new PSNoteProperty("InputObject", item));
            }
        }

        output.Properties.Add(new PSNoteProperty("SideIndicator", side));
        WriteObject(output);
    }
}
