using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
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
        return name.Length > 0 ? name : c.CompanyName ?? "";
    }

    /// <summary>Deleted is not a permission, but it is the most important fact about a deleted contact.</summary>
    public static string State(PSObject contact)
    {
        var c = (Contact)contact.BaseObject;
        return c.IsDeleted ? "deleted" : c.PermissionToSend ?? "(no e-mail)";
    }

    /// <summary>Local time, to the minute. Empty for null.</summary>
    public static string When(object? moment) =>
        (moment is PSObject wrapped ? wrapped.BaseObject : moment) is DateTimeOffset time
            ? time.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "";
}
