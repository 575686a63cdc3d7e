using System.Collections.ObjectModel;
using System.Management.Automation;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>What Group-Object returns, with the names that pwsh's own type has.</summary>
public sealed class GroupInfo
{
    internal GroupInfo(string name, Collection<object?> values)
    {
        Name = name;
        Values = values;
    }

    public int Count { get; internal set; }

    public string Name { get; }

    public Collection<PSObject> Group { get; } = [];

    public Collection<object?> Values { get; }
}
