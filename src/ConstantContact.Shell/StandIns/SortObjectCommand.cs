using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "the default sort properties of a type: name the -Property")]
[Cmdlet("Sort", "Object")]
[OutputType(typeof(PSObject))]
public sealed class SortObjectCommand : StandInCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter Stable { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        var comparer = new ValueComparer(Culture is null ? CultureInfo.CurrentCulture : CultureInfo.GetCultureInfo(Culture), CaseSensitive);
        var properties = PropertySpec.Parse(Property);
        var keyed = _items.ConvertAll(item => (Item: item, Keys: Keys(item, properties)));
        var descending = properties.Count == 0 ? [Descending.IsPresent] : properties.Select(p => p.Descending ?? Descending.IsPresent).ToArray();

        // Order() of LINQ is stable, with or without -Stable.
        IEnumerable<(PSObject Item, (object? Value, bool Exists)[] Keys)> sorted =
            keyed.Order(Comparer<(PSObject, (object? Value, bool Exists)[] Keys)>.Create((x, y) => Compare(x.Keys, y.Keys, descending, comparer)));
        if (Unique)
        {
            var last = default((object? Value, bool Exists)[]);
            sorted = sorted.Where(entry =>
            {
                var first = last is null || Compare(last, entry.Keys, descending, comparer) != 0;
                last = entry.Keys;
                return first;
            }).ToList();
        }

        sorted = Top > 0 ? sorted.Take(Top) : Bottom > 0 ? sorted.TakeLast(Bottom) : sorted;
        foreach (var (item, _) in sorted)
        {
            WriteObject(item);
        }
    }

    private static (object? Value, bool Exists)[] Keys(PSObject item, IReadOnlyList<PropertySpec> properties) => properties.Count == 0
        ? [(item, true)]
        : [.. properties.Select(p => (p.Value(item, out var exists), exists))];

    private static int Compare((object? Value, bool Exists)[] x, (object? Value, bool Exists)[] y, bool[] descending, ValueComparer comparer)
    {
        for (var i = 0; i < x.Length; i++)
        {
            // What lacks the property comes last, in both directions.
            if (x[i].Exists != y[i].Exists)
            {
                return x[i].Exists ? -1 : 1;
            }

            var order = comparer.Compare(x[i].Value, y[i].Value);
            if (order != 0)
            {
                return descending[i] ? -order : order;
            }
        }

        return 0;
    }
}
