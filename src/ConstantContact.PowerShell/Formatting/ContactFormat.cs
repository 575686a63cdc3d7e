using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;

namespace ConstantContact.PowerShell.Formatting;

/// <summary>What Format.ps1xml shows of contacts. For the views only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ContactFormat
{
    /// <summary>First and last name, or the company's where there is neither.</summary>
    public static string Name(PSObject contact)
    {
        Contact c = (Contact)contact.BaseObject;
        string name = $"{c.FirstName} {c.LastName}".Trim();
        return ShownText.Line(name.Length > 0 ? name : c.CompanyName ?? "");
    }

    /// <summary>Deleted is no permission, but it is what matters about a deleted contact.</summary>
    public static string State(PSObject contact)
    {
        Contact c = (Contact)contact.BaseObject;
        return ShownText.Line(c.IsDeleted ? "deleted" : c.PermissionToSend ?? "(no e-mail)");
    }

    /// <summary>
    /// A cell or line that may hold text of the service: cleaned as <see cref="ShownText"/> says, of a collection each element.
    /// Numbers and the like come out as they are.
    /// </summary>
    public static object? Shown(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => ShownText.Line(text),
        ValueType plain => plain,
        IEnumerable several => several.Cast<object?>().Select(static one => ShownText.Line(one?.ToString() ?? string.Empty)).ToArray(),
        _ => ShownText.Line(value?.ToString() ?? string.Empty),
    };

    /// <summary>Local, to the minute; empty for null.</summary>
    public static string When(object? moment) =>
        (moment is PSObject wrapped ? wrapped.BaseObject : moment) is DateTimeOffset time
            ? time.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "";
}
