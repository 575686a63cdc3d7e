using System.Globalization;
using System.Management.Automation;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Identifies a list, tag, field or segment by an id, a name, or an object that has one, as an argument or from the
/// pipeline. It is resolved only when it is used, so that the error about an unknown name can list the candidates.
/// </summary>
public abstract class NamedIdentity
{
    private protected NamedIdentity(object value, string kind, string[] idMembers, string[] nameMembers)
    {
        Given = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        Name = Member(Given, nameMembers);
        Text =
            Plain(Given)
            ?? Member(Given, idMembers)
            ?? Name
            ?? throw new PSInvalidCastException(
                $"This names no {kind}: give a name, an id, or an object with {string.Join(" or ", idMembers)}."
            );
    }

    /// <summary>The user's input, for error records.</summary>
    internal object Given { get; }

    /// <summary>An id or a name.</summary>
    internal string Text { get; }

    /// <summary>Known if an object was given.</summary>
    internal string? Name { get; }

    /// <summary>The item as shown to users.</summary>
    public override string ToString() => Name ?? Text;

    /// <summary>The ids or names of several items. Empty if nothing was given.</summary>
    internal static IReadOnlyList<string> Texts(NamedIdentity[]? given) =>
        given is null ? [] : Array.ConvertAll(given, static one => one.Text);

    private static string? Plain(object value) =>
        value switch
        {
            string text => text,
            Guid id => id.ToString("D"),
            int or long or short or byte or uint => Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };

    private static string? Member(object value, string[] names) =>
        Plain(value) is null && ObjectMembers.First(value, names) is { } found ? Plain(found) : null;
}
