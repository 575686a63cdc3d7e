using ConstantContact.Core.Base;

namespace ConstantContact.Core.Columns;

/// <summary>
/// All headings that contact rows may have. Only letters and digits are compared, regardless of case, so that blanks,
/// <c>-</c> and <c>_</c> make no difference. Accepted names: the API's (<c>first_name</c>), the parameter's
/// (<c>FirstName</c>), the import's (<c>zip</c>; see reference §11.1), and those that the service's own export and
/// users write (<c>Email address</c>, <c>Phone - home</c>, <c>State/Province</c>). Not all of the vendor's headings
/// have been seen. Those of phones and addresses are composed of their parts.
/// </summary>
public static class ContactColumns
{
    private const string FieldPrefix = "cf:";

    // Must precede the index that is built from it.
    private static readonly (string Part, string[] Words)[] AddressWords =
    [
        ("street", ["street", "streetaddress", "streetaddressline1", "addressline1"]),
        ("street2", ["street2", "streetaddressline2", "addressline2"]),
        ("city", ["city"]),
        ("state", ["state", "stateprovince", "province"]),
        ("postal_code", ["zip", "zipcode", "zippostalcode", "postalcode", "postcode"]),
        ("country", ["country"]),
    ];

    private static readonly ContactColumn[] Known = MakeKnown();
    private static readonly Dictionary<string, ContactColumn> ByHeading = Index(Known);

    /// <summary>The names that an error may suggest, without custom fields.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(c => c.Name)];

    /// <summary>The column that the heading means. Null if it is unknown.</summary>
    public static ContactColumn? Match(string heading)
    {
        heading = heading.Trim();
        if (heading.StartsWith(FieldPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var field = heading.Substring(FieldPrefix.Length).Trim();
            return field.Length == 0
                ? null
                : new ContactColumn(ContactColumnKind.CustomField, FieldPrefix + field, fieldName: field);
        }

        return ByHeading.TryGetValue(Letters(heading), out var column) ? column : null;
    }

    /// <summary>
    /// True for the heading of a column with month and day in one cell, as the service's export writes it.
    /// </summary>
    internal static bool IsWholeBirthday(string heading) =>
        Letters(heading) is "birthday" or "birthdate" or "dateofbirth";

    /// <summary>The known name that is most similar to the heading. Null if none is similar.</summary>
    internal static string? Nearest(string heading, ColumnPurpose purpose)
    {
        var wanted = Letters(heading);
        if (wanted.Length == 0)
        {
            return null;
        }

        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var entry in ByHeading)
        {
            if (!IsFor(entry.Value.Kind, purpose))
            {
                continue;
            }

            var candidate = entry.Key;
            var distance = EditDistance.Between(wanted, candidate);
            if (distance < bestDistance && distance * 3 <= Math.Max(wanted.Length, candidate.Length))
            {
                (best, bestDistance) = (entry.Value.Name, distance);
            }
        }

        return best;
    }

    internal static bool IsFor(ContactColumnKind kind, ColumnPurpose purpose) =>
        kind switch
        {
            ContactColumnKind.SmsNumber or ContactColumnKind.SmsConsentDate => purpose == ColumnPurpose.Import,
            ContactColumnKind.ContactId
            or ContactColumnKind.AddToLists
            or ContactColumnKind.RemoveFromLists
            or ContactColumnKind.AddTags
            or ContactColumnKind.RemoveTags
            or ContactColumnKind.AddNote
            or ContactColumnKind.NewEmailAddress => purpose == ColumnPurpose.Update,
            _ => true,
        };

    /// <summary>True if both are the same member of a contact.</summary>
    internal static bool AreSame(ContactColumn a, ContactColumn b) =>
        a.Kind == b.Kind && string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);

    private static ContactColumn[] MakeKnown()
    {
        var all = new List<ContactColumn>
        {
            new(ContactColumnKind.Email, "email"),
            new(ContactColumnKind.ContactId, "contact_id"),
            new(ContactColumnKind.FirstName, "first_name"),
            new(ContactColumnKind.LastName, "last_name"),
            new(ContactColumnKind.JobTitle, "job_title"),
            new(ContactColumnKind.CompanyName, "company_name"),
            new(ContactColumnKind.BirthdayMonth, "birthday_month"),
            new(ContactColumnKind.BirthdayDay, "birthday_day"),
            new(ContactColumnKind.Anniversary, "anniversary"),
            new(ContactColumnKind.Phone, "home_phone", "home"),
            new(ContactColumnKind.Phone, "work_phone", "work"),
            new(ContactColumnKind.Phone, "mobile_phone", "mobile"),
            new(ContactColumnKind.Phone, "phone", "other"),
            new(ContactColumnKind.AddToLists, "add_to_lists"),
            new(ContactColumnKind.RemoveFromLists, "remove_from_lists"),
            new(ContactColumnKind.AddTags, "add_tags"),
            new(ContactColumnKind.RemoveTags, "remove_tags"),
            new(ContactColumnKind.AddNote, "add_note"),
            new(ContactColumnKind.NewEmailAddress, "new_email_address"),
            new(ContactColumnKind.SmsNumber, "sms_number"),
            new(ContactColumnKind.SmsConsentDate, "sms_consent_date"),
        };
        foreach (var kind in (string[])["home", "work", "other"])
        {
            foreach (var part in (string[])["street", "street2", "city", "state", "zip", "country"])
            {
                all.Add(
                    new ContactColumn(
                        ContactColumnKind.Address,
                        kind == "home" ? part : kind + "_" + part,
                        kind,
                        part == "zip" ? "postal_code" : part
                    )
                );
            }
        }

        return [.. all];
    }

    private static Dictionary<string, ContactColumn> Index(ContactColumn[] known)
    {
        var index = new Dictionary<string, ContactColumn>(StringComparer.Ordinal);
        foreach (var column in known)
        {
            foreach (var word in WordsFor(column).Append(column.Name))
            {
                index[Letters(word)] = column;
            }
        }

        return index;
    }

    private static IEnumerable<string> WordsFor(ContactColumn column)
    {
        var kind = column.PhoneOrAddressKind;
        switch (column.Kind)
        {
            case ContactColumnKind.Email:
                return ["email_address"];
            case ContactColumnKind.CompanyName:
                return ["company"];
            case ContactColumnKind.Phone:
                return [kind + "phone", "phone" + kind, kind + "phonenumber", "phonenumber" + kind];
            case ContactColumnKind.Address:
                var words = Array.Find(AddressWords, w => w.Part == column.AddressPart).Words;
                return words.SelectMany(w => kind == "home" ? new[] { w, kind + w, w + kind } : [kind + w, w + kind]);
            case ContactColumnKind.AddToLists:
                return ["add_to_list"];
            case ContactColumnKind.RemoveFromLists:
                return ["remove_from_list"];
            case ContactColumnKind.AddTags:
                return ["add_tag"];
            case ContactColumnKind.RemoveTags:
                return ["remove_tag"];
            default:
                return [];
        }
    }

    /// <summary>The characters of a heading that are compared.</summary>
    internal static string Letters(string text) =>
        new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
