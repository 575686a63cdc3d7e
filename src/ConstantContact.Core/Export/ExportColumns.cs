using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Export;

/// <summary>
/// What the headings of an exported file, which are words for people, are called by the import. Of the vendor's headings not all have been
/// seen; those of phones and addresses are taken apart instead of being listed.
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
    /// For each heading the import's name; null for what an import cannot take: dates of the account, sources, permissions, lists, the birthday
    /// in one cell. A consent's date is left out too: consent is not something to hand back with a file.
    /// </summary>
    public static IReadOnlyList<string?> ToImport(IReadOnlyList<string> headings, IEnumerable<CustomField> fields)
    {
        ILookup<string, string> labels = fields.Where(static f => f.Name is not null)
            .ToLookup(static f => f.Label ?? f.Name!, static f => NameDirectory.FieldPrefix + f.Name, StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string? Free(string? name) => name is not null && taken.Add(name) ? name : null;

        // Where a field's label is a heading of the service's own, the service's column stands first; two fields of one label stand in an
        // order that nobody knows, so neither is guessed.
        return
        [
            .. headings.Select(static h => h.Trim()).Select(heading =>
                Free(Standard(heading)) ?? (labels[heading].Take(2).ToArray() is [var only] ? Free(only) : null)),
        ];
    }

    private static string? Standard(string heading)
    {
        if (Plain.TryGetValue(heading, out string? name))
        {
            return name;
        }

        int dash = heading.LastIndexOf(" - ", StringComparison.Ordinal);
        if (dash < 0 || !Parts.TryGetValue(heading.Substring(0, dash).Trim(), out string? part))
        {
            return null;
        }

        string kind = heading.Substring(dash + 3).Trim().ToLowerInvariant();
        string known = part == "phone"
            ? kind == "other" ? "phone" : kind + "_phone"
            : kind == "home" ? part : kind + "_" + part;
        return ContactColumns.Names.Contains(known, StringComparer.Ordinal) ? known : null;
    }
}
