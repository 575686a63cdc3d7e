using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Export;

/// <summary>
/// Maps the headings of an exported file, which are written for people, to the column names of the import.
/// </summary>
public static class ExportColumns
{
    /// <summary>
    /// The import's name for each heading. Null for columns that an import cannot take: dates of the account, sources,
    /// permissions, lists, and the birthday in one cell. The date of a consent is also omitted, because a file must not
    /// restore a consent.
    /// </summary>
    public static IReadOnlyList<string?> ToImport(IReadOnlyList<string> headings, IEnumerable<CustomField> fields)
    {
        CustomField[] all = [.. fields];
        var labels = all.Where(static f => f.Name is not null)
            .ToLookup(static f => f.Label ?? f.Name!, f => HeadingOf(f, all), StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string? Free(string? name) => name is not null && taken.Add(name) ? name : null;

        // If a field's label equals one of the service's own headings, the service's column comes first. If two fields
        // share a label, their order is unknown, so neither is used.
        return
        [
            .. headings
                .Select(static h => h.Trim())
                .Select(heading =>
                    Free(Standard(heading)) ?? (labels[heading].Take(2).ToArray() is [var only] ? Free(only) : null)
                ),
        ];
    }

    /// <summary>
    /// The heading under which updates and imports take a field: <c>cf:</c> and its name, or its id where another field
    /// has that name too.
    /// </summary>
    internal static string HeadingOf(CustomField field, IReadOnlyList<CustomField> all)
    {
        var name = field.Name ?? field.Label;
        var isSole = name is not null && all.Count(other => Is(other.Name, name) || Is(other.Label, name)) == 1;
        return NameDirectory.FieldPrefix + (isSole ? name : field.Id);
    }

    private static bool Is(string? one, string other) =>
        string.Equals(one?.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string? Standard(string heading) =>
        ContactColumns.Match(heading)
            is { Kind: not (ContactColumnKind.SmsConsentDate or ContactColumnKind.CustomField) } column
        && ContactColumns.IsFor(column.Kind, ColumnPurpose.Import)
            ? column.Name
            : null;
}
