namespace ConstantContact.Core.Columns;

/// <summary>
/// Every heading that contact rows may have. Matched without regard to case by the API's name (<c>first_name</c>), the
/// parameter's (<c>FirstName</c>) or the import's (<c>zip</c>); see reference §11.1.
/// </summary>
public static class ContactColumns
{
    private const string FieldPrefix = "cf:";

    private static readonly ContactColumn[] Known = MakeKnown();
    private static readonly Dictionary<string, ContactColumn> ByHeading = Index(Known);

    /// <summary>The names that an error may offer, without the custom fields.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(c => c.Name)];

    /// <summary>What the heading means; null where it means nothing.</summary>
    public static ContactColumn? Match(string heading)
    {
        heading = heading.Trim();
        if (heading.StartsWith(FieldPrefix, StringComparison.OrdinalIgnoreCase))
        {
            string field = heading.Substring(FieldPrefix.Length).Trim();
            return field.Length == 0 ? null : new ContactColumn(ContactColumnKind.CustomField, FieldPrefix + field, fieldName: field);
        }

        return ByHeading.TryGetValue(heading, out ContactColumn? column) ? column : null;
    }

    /// <summary>The known name that looks most like the heading; null where none does.</summary>
    internal static string? Nearest(string heading, ColumnPurpose purpose)
    {
        string wanted = Letters(heading);
        if (wanted.Length == 0)
        {
            return null;
        }

        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (KeyValuePair<string, ContactColumn> entry in ByHeading)
        {
            if (!IsFor(entry.Value.Kind, purpose))
            {
                continue;
            }

            string candidate = Letters(entry.Key);
            int distance = Distance(wanted, candidate);
            if (distance < bestDistance && distance * 3 <= Math.Max(wanted.Length, candidate.Length))
            {
                (best, bestDistance) = (entry.Value.Name, distance);
            }
        }

        return best;
    }

    internal static bool IsFor(ContactColumnKind kind, ColumnPurpose purpose) => kind switch
    {
        ContactColumnKind.SmsNumber or ContactColumnKind.SmsConsentDate => purpose == ColumnPurpose.Import,
        ContactColumnKind.ContactId or ContactColumnKind.AddToLists or ContactColumnKind.RemoveFromLists or
        ContactColumnKind.AddTags or ContactColumnKind.RemoveTags or ContactColumnKind.AddNote or
        ContactColumnKind.NewEmailAddress => purpose == ColumnPurpose.Update,
        _ => true,
    };

    /// <summary>True where both are the same member of a contact.</summary>
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
        foreach (string kind in (string[])["home", "work", "other"])
        {
            foreach (string part in (string[])["street", "street2", "city", "state", "zip", "country"])
            {
                all.Add(new ContactColumn(
                    ContactColumnKind.Address,
                    kind == "home" ? part : kind + "_" + part,
                    kind,
                    part == "zip" ? "postal_code" : part));
            }
        }

        return [.. all];
    }

    private static Dictionary<string, ContactColumn> Index(ContactColumn[] known)
    {
        var index = new Dictionary<string, ContactColumn>(StringComparer.OrdinalIgnoreCase);
        void Add(string heading, ContactColumn column)
        {
            index[heading] = column;
            index[heading.Replace("_", "")] = column; // the same word as a parameter: FirstName
        }

        foreach (ContactColumn column in known)
        {
            Add(column.Name, column);
            switch (column.Kind)
            {
                case ContactColumnKind.Email:
                    Add("email_address", column);
                    break;
                case ContactColumnKind.Phone when column.PhoneOrAddressKind == "other":
                    Add("other_phone", column);
                    break;
                case ContactColumnKind.Address:
                    Add(column.PhoneOrAddressKind + "_" + column.AddressPart, column);
                    if (column.AddressPart == "postal_code")
                    {
                        Add(column.PhoneOrAddressKind + "_zip", column);
                    }

                    if (column.PhoneOrAddressKind == "home")
                    {
                        Add(column.AddressPart!, column);
                    }

                    break;
                case ContactColumnKind.AddToLists:
                    Add("add_to_list", column);
                    break;
                case ContactColumnKind.RemoveFromLists:
                    Add("remove_from_list", column);
                    break;
                case ContactColumnKind.AddTags:
                    Add("add_tag", column);
                    break;
                case ContactColumnKind.RemoveTags:
                    Add("remove_tag", column);
                    break;
            }
        }

        return index;
    }

    private static string Letters(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>Edits between the two (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
