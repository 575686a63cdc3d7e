namespace ConstantContact.Core.Columns;

/// <summary>
/// Headings that look writable but are not, each with its alternative. They are members of a contact, so they occur in
/// every file that was created from contacts. A guess at their purpose could raise a permission or remove lists.
/// </summary>
internal static class RefusedColumns
{
    private const string ReadOnly = "It is read-only. Take the column out, or pass -IgnoreUnknownColumn.";

    private const string WholeName = "A name has two columns: use first_name and last_name.";

    private static readonly Dictionary<string, (string Update, string Import)> Pointers = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["permissiontosend"] = (
            "Permission is never taken from a column: use -PermissionToSend with -ConsentReference.",
            "An import never changes a permission; new contacts get 'implicit'. Use Update-CcContact "
                + "-PermissionToSend with -ConsentReference."
        ),
        ["permission"] = (
            "Permission is never taken from a column: use -PermissionToSend with -ConsentReference.",
            "An import never changes a permission; new contacts get 'implicit'. Use Update-CcContact "
                + "-PermissionToSend with -ConsentReference."
        ),
        ["smspermissiontosend"] = (
            "An update leaves SMS consent alone; Import-CcContactBulk has -SmsPermission.",
            "It is one value for the whole import: use -SmsPermission."
        ),
        ["smschannel"] = (
            "An update leaves SMS consent alone; Import-CcContactBulk takes the columns sms_number and "
                + "sms_consent_date.",
            "Use the columns sms_number and sms_consent_date, and -SmsPermission."
        ),
        ["smsnumber"] = ("An update leaves SMS alone; Import-CcContactBulk takes this column.", ""),
        ["smsconsentdate"] = ("An update leaves SMS alone; Import-CcContactBulk takes this column.", ""),
        ["listmemberships"] = Lists,
        ["listids"] = Lists,
        ["lists"] = Lists,
        ["list"] = Lists,
        ["emaillists"] = Lists,
        ["addtolists"] = Lists,
        ["addtolist"] = Lists,
        ["removefromlists"] = RemoveLists,
        ["removefromlist"] = RemoveLists,
        ["taggings"] = Tags,
        ["tags"] = Tags,
        ["tag"] = Tags,
        ["tagids"] = Tags,
        ["addtags"] = Tags,
        ["addtag"] = Tags,
        ["removetags"] = Tags,
        ["removetag"] = Tags,
        ["customfields"] = (
            "Give every field a column of its own, 'cf:' and the field's name, or use -CustomField.",
            "Give every field a column of its own: 'cf:' and the field's name."
        ),
        ["customfield"] = (
            "Give every field a column of its own, 'cf:' and the field's name, or use -CustomField.",
            "Give every field a column of its own: 'cf:' and the field's name."
        ),
        ["phonenumbers"] = Phones,
        ["phonenumber"] = Phones,
        ["streetaddresses"] = Addresses,
        ["address"] = Addresses,
        ["notes"] = Notes,
        ["note"] = Notes,
        ["addnote"] = Notes,
        ["newemailaddress"] = (
            "",
            "An import matches contacts by their address and cannot change it: use Update-CcContact -NewEmailAddress."
        ),
        ["contactid"] = (
            "",
            "An import matches contacts by e-mail address or SMS number, never by id. Take the column out, or "
                + "pass -IgnoreUnknownColumn."
        ),
        ["updatesource"] = (
            "It is one value for the whole run: use -UpdateSource.",
            "An import is always made by the account. Take the column out, or pass -IgnoreUnknownColumn."
        ),
        ["emailpermissionstatus"] = (
            "Permission is never taken from a column: use -PermissionToSend with -ConsentReference.",
            "An import never changes a permission; new contacts get 'implicit'. Use Update-CcContact "
                + "-PermissionToSend with -ConsentReference."
        ),
        ["smsstatus"] = (
            "An update leaves SMS consent alone; Import-CcContactBulk has -SmsPermission.",
            "It is one value for the whole import: use -SmsPermission."
        ),
        ["emailupdatesource"] = (ReadOnly, ReadOnly),
        ["sourcename"] = (ReadOnly, ReadOnly),
        ["emailoptinsource"] = (ReadOnly, ReadOnly),
        ["emailoptindate"] = (ReadOnly, ReadOnly),
        ["emailoptoutsource"] = (ReadOnly, ReadOnly),
        ["emailoptoutdate"] = (ReadOnly, ReadOnly),
        ["emailoptoutreason"] = (ReadOnly, ReadOnly),
        ["website"] = (ReadOnly, ReadOnly),
        ["socialprofiles"] = (ReadOnly, ReadOnly),
        ["name"] = (WholeName, WholeName),
        ["change"] = (ReadOnly, ReadOnly),
        ["isdeleted"] = (ReadOnly, ReadOnly),
        ["isunsubscribed"] = (ReadOnly, ReadOnly),
        ["json"] = (ReadOnly, ReadOnly),
        ["createsource"] = (ReadOnly, ReadOnly),
        ["createdat"] = (ReadOnly, ReadOnly),
        ["updatedat"] = (ReadOnly, ReadOnly),
        ["deletedat"] = (ReadOnly, ReadOnly),
        ["optinsource"] = (ReadOnly, ReadOnly),
        ["optindate"] = (ReadOnly, ReadOnly),
        ["optoutsource"] = (ReadOnly, ReadOnly),
        ["optoutdate"] = (ReadOnly, ReadOnly),
        ["optoutreason"] = (ReadOnly, ReadOnly),
        ["confirmstatus"] = (ReadOnly, ReadOnly),
        ["status"] = (ReadOnly, ReadOnly),
        ["clear"] = (
            "What to clear is never taken from a column: use -Clear, or -NullToken for single cells.",
            "An import cannot clear anything: use Update-CcContact -Clear."
        ),
    };

    private static (string Update, string Import) Lists =>
        (
            "Use the columns add_to_lists and remove_from_lists, or -AddToList and -RemoveFromList.",
            "All rows go to the same lists: use -List."
        );

    private static (string Update, string Import) RemoveLists =>
        (
            "Use the columns add_to_lists and remove_from_lists, or -AddToList and -RemoveFromList.",
            "An import does not remove members from a list: use Update-CcContact -RemoveFromList or "
                + "Remove-CcListMember."
        );

    private static (string Update, string Import) Tags =>
        (
            "Use the columns add_tags and remove_tags, or -AddTag and -RemoveTag.",
            "An import does not touch tags: use Add-CcContactTag afterwards, or Update-CcContact."
        );

    private static (string Update, string Import) Phones =>
        (
            "Use the columns home_phone, work_phone, mobile_phone and other_phone, or -Phone.",
            "Use the columns home_phone, work_phone, mobile_phone and other_phone."
        );

    private static (string Update, string Import) Addresses =>
        (
            "Use the columns street, city, state, zip and country, with home_, work_ or other_ before them, or "
                + "-Address.",
            "Use the columns street, city, state, zip and country, with home_, work_ or other_ before them."
        );

    private static (string Update, string Import) Notes =>
        ("Use the column add_note, or -AddNote.", "An import does not touch notes: use Update-CcContact -AddNote.");

    /// <summary>
    /// True if the columns come from contacts that the service returned, by <c>Get-CcContact</c> or an export. Both
    /// include the times at which a contact was created and changed. The columns of such rows that cannot be written
    /// describe the service's own state and request nothing.
    /// </summary>
    public static bool AreEcho(IEnumerable<string> headings)
    {
        var words = new HashSet<string>(headings.Select(ContactColumns.Letters), StringComparer.Ordinal);
        return words.Contains("createdat") && words.Contains("updatedat");
    }

    /// <summary>
    /// True for the property <c>State</c> of contacts that were exported as objects. It contains <c>deleted</c> or the
    /// permission and is not part of an address, although the column with that name is.
    /// </summary>
    public static bool IsStateOfObject(string heading, IEnumerable<string> headings) =>
        ContactColumns.Letters(heading) == "state"
        && headings.Any(static other => ContactColumns.Letters(other) == "streetaddresses");

    /// <summary>The alternative to the column. Null if it is not one of these columns.</summary>
    public static string? Pointer(string heading, ColumnPurpose purpose)
    {
        if (!Pointers.TryGetValue(ContactColumns.Letters(heading), out var pointer))
        {
            return null;
        }

        var text = purpose == ColumnPurpose.Update ? pointer.Update : pointer.Import;
        return text.Length == 0 ? null : text;
    }
}
