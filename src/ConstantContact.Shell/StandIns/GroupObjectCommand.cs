using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Culture")]
[Cmdlet("Group", "Object")]
[OutputType(typeof(GroupInfo), typeof(Hashtable))]
public sealed class GroupObjectCommand : StandInCmdlet
{
    private readonly List<(PSObject Item, object?[] Keys)> _items = [];
    private IReadOnlyList<PropertySpec> _properties = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter]
    public SwitchParameter AsString { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _properties = PropertySpec.Parse(Property);
        if (AsHashTable && !AsString && _properties.Count > 1)
        {
            Stop("-AsHashTable takes one property, or -AsString.", "ArgumentException");
        }

        if (AsString && !AsHashTable)
        {
            Stop("-AsString needs -AsHashTable.", "ArgumentException");
        }
    }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add((InputObject, _properties.Count == 0 ? [InputObject] : [.. _properties.Select(p => p.Value(InputObject, out _))]));
        }
    }

    protected override void EndProcessing()
    {
        var comparer = new ValueComparer(CultureInfo.CurrentCulture, CaseSensitive);
        var order = Comparer<object?[]>.Create((x, y) => x.Zip(y, comparer.Compare).FirstOrDefault(c => c != 0));
        var groups = new List<GroupInfo>();
        object?[]? current = null;
        foreach (var (item, keys) in _items.OrderBy(i => i.Keys, order))
        {
            if (current is null || order.Compare(current, keys) != 0)
            {
                current = keys;
                groups.Add(new GroupInfo(string.Join(", ", keys.Select(Text)), new Collection<object?>([.. keys])));
            }

            groups[^1].Count++;
            if (!NoElement)
            {
                groups[^1].Group.Add(item);
            }
        }

        if (AsHashTable)
        {
            WriteObject(Table(groups));
            return;
        }

        foreach (var group in groups)
        {
            var output = new PSObject(group);

            // pwsh's own views know the type by this name.
            output.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GroupInfo" + (NoElement ? "NoElement" : string.Empty));
            WriteObject(output);
        }
    }

    private Hashtable Table(List<GroupInfo> groups)
    {
        var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        foreach (var group in groups)
        {
            var key = group.Values[0] is PSObject wrapped ? wrapped.BaseObject : group.Values[0];
            table[AsString || key is null ? group.Name : key] = group.Group;
        }

        return table;
    }

    private static string Text(object? value) => value is null ? string.Empty : PSObject.AsPSObject(value).ToString(format: null, CultureInfo.CurrentCulture);
}
