using System.Collections;
using System.Management.Automation;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Reads members of any piped value: properties of an object, or keys of a hashtable.</summary>
internal static class ObjectMembers
{
    /// <summary>
    /// The first of these members with a value, regardless of the case of its name. Null if none has one.
    /// </summary>
    public static object? First(object value, IEnumerable<string> names) =>
        names
            .Select(name => One(value, name))
            .FirstOrDefault(static found => found is not null && !string.IsNullOrWhiteSpace(found.ToString()));

    private static object? One(object value, string name)
    {
        var found = (value is PSObject wrapped ? wrapped.BaseObject : value) is IDictionary map
            ? map
                .Keys.Cast<object>()
                .Where(key => string.Equals(key.ToString(), name, StringComparison.OrdinalIgnoreCase))
                .Select(key => map[key])
                .FirstOrDefault()
            : PSObject.AsPSObject(value).Properties[name]?.Value;
        return found is PSObject inner ? inner.BaseObject : found;
    }
}
