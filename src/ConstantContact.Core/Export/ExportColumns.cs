using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Export;

/// <summary>
/// Maps the headings of an exported file, which are written for people, to the column names of the import. Not all of
/// the vendor's headings are known; those of phone numbers and addresses are parsed instead of listed.
/// </summary>
public static class ExportColumns
{
    private static readonly Dictionary<string, string> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Email address"] = "email",
        ["First name"] = "first_name",
        ["Last name"] = "last_name",
        ["Company"] = "company_name",
        ["Company name"] = "company_name",
        ["Job title"] = "job_title",
        ["Anniversary"] = "anniversary",
        ["Birthday month"] = "birthday_month",
        ["Birthday day"] = "birthday_day",
        ["SMS number"] = "sms_number",
    };

    private static readonly Dictionary<string, string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Phone"] = "phone",
        ["Street address"] = "street",
        ["Street address line 1"] = "street",
        ["Street address line 2"] = "street2",
        ["City"] = "city",
        ["State"] = "state",
        ["State/Province"] = "state",
        ["Zip"] = "zip",
        ["Zip/Postal Code"] = "zip",
        ["Country"] = "country",
    };

    /// <summary>
    /// The import's name for each heading. Null for columns that an import cannot take: dates of the account, sources,
    /// permissions, lists, and the birthday in one cell. The date of a consent is also omitted, because a file must not
    /// restore a consent.
    /// </summary>
    public static IReadOnlyList<string?> ToImport(IReadOnlyList<string> headings, IEnumerable<CustomField> fields)
    {
        ILookup<string, string> labels = fields.Where(static f => f.Name is not null)
            .ToLookup(static f => f.Label ?? f.Name!, static f => NameDirectory.FieldPrefix + f.Name, StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string? Free(string? name) => name is not null && taken.Add(name) ? name : null;

        // If a field's label equals one of the service's own headings, the service's column comes first. If two fields
        // share a label, their order is unknown, so neither is used.
        return
        [
            .. headings.Select(static h => h.Trim()).Select(heading =>
                Free(Standard(heading)) ?? (labels[heading].Take(2).ToArray() is [var only] ? Free(only) : null)),
        ];
    }

    private static string? Standard(string heading)
    {
        if (Plain.TryGetValue(heading, out var name))
        {
            return name;
        }

        var dash = heading.LastIndexOf(" - ", StringComparison.Ordinal);
        if (dash < 0 || !Parts.TryGetValue(heading.Substring(0, dash).Trim(), out var part))
        {
            return null;
        }

        var kind = heading.Substring(dash + 3).Trim().ToLowerInvariant();
        var known = part == "phone"
            ? kind == "other" ? "phone" : kind + "_phone"
            : kind == "home" ? part : kind + "_" + part;
        return ContactColumns.Names.Contains(known, StringComparer.Ordinal) ? known : null;
    }
}
