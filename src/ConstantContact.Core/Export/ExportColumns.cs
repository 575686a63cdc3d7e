using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Export;

/// <summary>What the headings of an exported file, which are words for people, are called by the import.</summary>
public static class ExportColumns
{
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

    private static string? Standard(string heading) =>
        ContactColumns.Match(heading) is { Kind: not (ContactColumnKind.SmsConsentDate or ContactColumnKind.CustomField) } column &&
        ContactColumns.IsFor(column.Kind, ColumnPurpose.Import)
            ? column.Name
            : null;
}
