using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;

namespace ConstantContact.PowerShell.Formatting;

/// <summary>The texts that Format.ps1xml shows for contacts. Only for the views.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ContactFormat
{
    /// <summary>First and last name, or the company if there is neither.</summary>
    public static string Name(PSObject contact)
    {
        var c = (Contact)contact.BaseObject;
        var name = $"{c.FirstName} {c.LastName}".Trim();
        return ShownText.Line(name.Length > 0 ? name : c.CompanyName ?? "");
    }

    /// <summary>Deleted is not a permission, but it is the most important fact about a deleted contact.</summary>
    public static string State(PSObject contact)
    {
        var c = (Contact)contact.BaseObject;
        return ShownText.Line(c.IsDeleted ? "deleted" : c.PermissionToSend ?? "(no e-mail)");
    }

    /// <summary>
    /// A cell or line that may contain text of the service, cleaned by <see cref="ShownText"/>. Each element of a
    /// collection is cleaned. Numbers and other value types stay unchanged.
    /// </summary>
    public static object? Shown(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => ShownText.Line(text),
        ValueType plain => plain,
        IEnumerable several => several.Cast<object?>().Select(static one => ShownText.Line(one?.ToString() ?? string.Empty)).ToArray(),
        _ => ShownText.Line(value?.ToString() ?? string.Empty),
    };

    /// <summary>Local time, to the minute. Empty for null.</summary>
    public static string When(object? moment) =>
        (moment is PSObject wrapped ? wrapped.BaseObject : moment) is DateTimeOffset time
            ? time.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "";
}
