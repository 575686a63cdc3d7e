using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>
/// Maps the columns of an input to members of contacts. The mapping is decided once per set of headings, before the
/// first request. An unknown column refuses the whole input, because its author expects it to have an effect.
/// </summary>
public sealed class ColumnPlan
{
    private readonly int[] _indexByKind;

    private ColumnPlan(
        ColumnPurpose purpose,
        IReadOnlyList<string> headings,
        PlannedColumn[] columns,
        string[] ignored,
        string[] echoed,
        UnknownColumn[] unknown
    )
    {
        Echoed = echoed;
        Unknown = unknown;
        Purpose = purpose;
        Headings = headings;
        Columns = columns;
        Ignored = ignored;
        IsReport = ReportCells.IsReport(headings);
        _indexByKind = new int[(int)ContactColumnKind.SmsConsentDate + 1];
        for (var kind = 0; kind < _indexByKind.Length; kind++)
        {
            _indexByKind[kind] = Array.Find(columns, c => (int)c.Column.Kind == kind)?.Index ?? -1;
        }
    }

    public ColumnPurpose Purpose { get; }

    /// <summary>The headings for which this plan was built.</summary>
    public IReadOnlyList<string> Headings { get; }

    /// <summary>The used columns, in the order of the input.</summary>
    public IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>
    /// The input is a report of an earlier run, whose cells are guarded (see <see cref="ReportCells"/>).
    /// </summary>
    internal bool IsReport { get; }

    /// <summary>The headings that the caller excluded.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>
    /// The headings that are left out because the input came from the service and they describe its own state of the
    /// contacts: permission, lists, tags, dates. Users are told once.
    /// </summary>
    public IReadOnlyList<string> Echoed { get; }

    /// <summary>
    /// The unknown columns. A column that is blank in every row does no harm. A row with a value in one is refused.
    /// </summary>
    public IReadOnlyList<UnknownColumn> Unknown { get; }

    /// <summary>The names of the custom fields in the columns.</summary>
    public IEnumerable<string> FieldNames =>
        Columns.Select(c => c.Column.FieldName).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The notice about <see cref="Echoed"/>. Null if there are none.</summary>
    public string? EchoNotice =>
        Echoed.Count == 0
            ? null
            : $"The input is an export of contacts, and these of its columns are not written: "
                + $"{string.Join(", ", Echoed)}. "
                + "They say what the service said of the contacts. To change such things, use parameters and columns "
                + "that say so, such as add_to_lists.";

    /// <param name="headings">The headings of the input, trimmed.</param>
    /// <param name="columnMap">
    /// From heading (regardless of case) to column name. An empty name leaves the column out.
    /// </param>
    /// <param name="ignoreUnknown">True to leave unknown columns out instead of refusing the input.</param>
    /// <param name="purpose">The use of the rows.</param>
    /// <exception cref="InvalidInputException">
    /// <c>CcUnknownColumn</c> for an invalid map, <c>CcDuplicateColumn</c> or <c>CcMissingColumn</c>. Unknown columns
    /// are in <see cref="Unknown"/>.
    /// </exception>
    public static ColumnPlan For(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        ColumnPurpose purpose
    )
    {
        var map = ReadMap(headings, columnMap);
        var planned = new List<PlannedColumn>(headings.Count);
        var ignored = new List<string>();
        var unknown = new List<UnknownColumn>();
        var echoed = new List<string>();
        var isEcho = RefusedColumns.AreEcho(headings);
        var hasHalves = headings.Any(h => ContactColumns.Match(h)?.Kind is ContactColumnKind.BirthdayMonth);
        for (var i = 0; i < headings.Count; i++)
        {
            var heading = headings[i].Trim();
            var mapped = map.TryGetValue(heading, out var name);
            if ((mapped && name!.Length == 0) || (!mapped && ReportCells.IsOwn(heading)))
            {
                ignored.Add(heading);
                continue;
            }

            if (!mapped && isEcho && RefusedColumns.IsStateOfObject(heading, headings))
            {
                echoed.Add(heading);
                continue;
            }

            name ??= heading;
            var column = ContactColumns.Match(name);
            if (column is not null && ContactColumns.IsFor(column.Kind, purpose))
            {
                Take(planned, new PlannedColumn(i, heading, column));
            }
            else if (ContactColumns.IsWholeBirthday(name))
            {
                // An export also has month and day, each in its own column.
                if (!hasHalves)
                {
                    Take(
                        planned,
                        new PlannedColumn(i, heading, ContactColumns.Match("birthday_month")!, isWholeBirthday: true)
                    );
                    Take(
                        planned,
                        new PlannedColumn(i, heading, ContactColumns.Match("birthday_day")!, isWholeBirthday: true)
                    );
                }
            }
            else if (mapped)
            {
                // -IgnoreUnknownColumn does not excuse an invalid map.
                var instead = RefusedColumns.Pointer(name, purpose) ?? Suggestion(name, purpose);
                throw new InvalidInputException(
                    "CcUnknownColumn",
                    $"-ColumnMap maps the column '{heading}' to '{name}', which is not a column that "
                        + $"{UseOf(purpose)} can take.",
                    instead ?? "Map it to one of: " + NamesFor(purpose) + "."
                );
            }
            else if (ignoreUnknown)
            {
                ignored.Add(heading);
            }
            else
            {
                var pointer = RefusedColumns.Pointer(heading, purpose);
                if (isEcho && pointer is not null)
                {
                    echoed.Add(heading);
                }
                else
                {
                    unknown.Add(new UnknownColumn(i, heading, pointer, ContactColumns.Nearest(heading, purpose)));
                }
            }
        }

        if (LikelyDelimiter(headings) is { } delimiter && unknown.Count > 0)
        {
            throw new InvalidInputException(
                "CcUnknownColumn",
                $"The only heading is '{headings[0]}', which looks like a whole line of headings.",
                $"Read the file with its own delimiter: -Delimiter {delimiter}"
            );
        }

        RequireIdentity(planned, unknown, purpose);
        return new ColumnPlan(purpose, headings, [.. planned], [.. ignored], [.. echoed], [.. unknown]);
    }

    /// <summary>
    /// The argument for <c>-Delimiter</c> if one heading would become several with it: Excel writes such files in many
    /// countries.
    /// </summary>
    private static string? LikelyDelimiter(IReadOnlyList<string> headings)
    {
        if (headings.Count != 1)
        {
            return null;
        }

        return headings[0].IndexOf(';') >= 0 ? "';'"
            : headings[0].IndexOf('\t') >= 0 ? "\"`t\""
            : null;
    }

    /// <summary>
    /// The position of the only column of this kind in a row's values. -1 if there is none. Not for kinds that can have
    /// several columns.
    /// </summary>
    public int IndexOf(ContactColumnKind kind) => _indexByKind[(int)kind];

    public bool Has(ContactColumnKind kind) => IndexOf(kind) >= 0;

    /// <summary>True if this plan can read rows with these headings.</summary>
    public bool Fits(IReadOnlyList<string> headings) =>
        ReferenceEquals(headings, Headings) || headings.SequenceEqual(Headings, StringComparer.Ordinal);

    /// <summary>
    /// The same plan with the account's spelling of custom field names. Two columns for one field are refused.
    /// </summary>
    internal ColumnPlan WithFieldNames(IReadOnlyDictionary<string, string> names)
    {
        var planned = new List<PlannedColumn>(Columns.Count);
        foreach (var column in Columns)
        {
            Take(
                planned,
                column.Column.FieldName is { } field && names.TryGetValue(field, out var name)
                    ? new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + name)!)
                    : column
            );
        }

        return new ColumnPlan(Purpose, Headings, [.. planned], [.. Ignored], [.. Echoed], [.. Unknown]);
    }

    /// <summary>
    /// The same plan, with unknown headings mapped to the one custom field that has them as its label or name.
    /// </summary>
    /// <exception cref="InvalidInputException"><c>CcDuplicateColumn</c>.</exception>
    public ColumnPlan WithLabels(IReadOnlyCollection<FieldHeading> fields)
    {
        if (Unknown.Count == 0)
        {
            return this;
        }

        var words = fields
            .Where(f => f.Name is not null)
            .SelectMany(f =>
                new[] { f.Label, f.Name }
                    .OfType<string>()
                    .Select(ContactColumns.Letters)
                    .Distinct(StringComparer.Ordinal)
                    .Select(w => (Word: w, Field: f))
            )
            .ToLookup(p => p.Word, p => p.Field, StringComparer.Ordinal);
        var planned = new List<PlannedColumn>(Columns);
        var unknown = new List<UnknownColumn>();
        foreach (var column in Unknown)
        {
            if (
                column.Heading.Length > 0
                && words[ContactColumns.Letters(column.Heading)].Take(2).ToArray() is [var only]
            )
            {
                Take(
                    planned,
                    new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + only.Name)!)
                );
            }
            else
            {
                unknown.Add(column);
            }
        }

        return new ColumnPlan(
            Purpose,
            Headings,
            [.. planned.OrderBy(p => p.Index)],
            [.. Ignored],
            [.. Echoed],
            [.. unknown]
        );
    }

    /// <summary>One error that names all unknown columns, with a map to paste.</summary>
    public InvalidInputException UnknownColumns()
    {
        var map = Unknown
            .Where(u => u.Heading.Length > 0)
            .Select(u => $"'{u.Heading.Replace("'", "''")}' = '{(u.Pointer is null ? u.Nearest : null)}'");
        var paste = string.Join("; ", map);
        return new InvalidInputException(
            "CcUnknownColumn",
            $"{UseOf(Purpose, capital: true)} does not know {Quantity.Of(Unknown.Count, "column")} of the input: "
                + $"{string.Join("; ", Unknown)}.",
            (
                paste.Length == 0
                    ? "Give the column a heading"
                    : $"Map {Quantity.Noun(Unknown.Count, "it", "them")}, or map a column to '' to leave it out: "
                        + $"-ColumnMap @{{ {paste} }}"
            ) + $". To leave out all unknown columns: -IgnoreUnknownColumn. Known columns: {NamesFor(Purpose)}."
        );
    }

    internal static string NamesFor(ColumnPurpose purpose) =>
        string.Join(
            ", ",
            ContactColumns
                .Names.Where(n => ContactColumns.IsFor(ContactColumns.Match(n)!.Kind, purpose))
                .Concat(["cf:<custom field>"])
        );

    private static Dictionary<string, string> ReadMap(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap
    )
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (columnMap is null)
        {
            return map;
        }

        foreach (var entry in columnMap)
        {
            var heading = entry.Key.Trim();
            if (!headings.Any(h => string.Equals(h.Trim(), heading, StringComparison.OrdinalIgnoreCase)))
            {
                throw new InvalidInputException(
                    "CcUnknownColumn",
                    $"-ColumnMap names the column '{heading}', which the input does not have.",
                    $"The input's columns are: {string.Join(", ", headings)}. The map goes from the input's "
                        + $"heading to the column: @{{ 'heading' = 'column' }}."
                );
            }

            if (map.ContainsKey(heading))
            {
                throw new InvalidInputException(
                    "CcDuplicateColumn",
                    $"-ColumnMap names the column '{heading}' twice.",
                    "Name each column once; case does not matter."
                );
            }

            // A null value comes from an untyped dictionary: @{ Notes = $null }.
            map[heading] = entry.Value is null ? "" : entry.Value.Trim();
        }

        return map;
    }

    private static void Take(List<PlannedColumn> planned, PlannedColumn column)
    {
        var first = planned.Find(p => ContactColumns.AreSame(p.Column, column.Column));
        if (first is not null)
        {
            throw new InvalidInputException(
                "CcDuplicateColumn",
                string.Equals(first.Heading, column.Heading, StringComparison.OrdinalIgnoreCase)
                    ? $"The input has two columns '{column.Heading}' (columns {Position(first)} and "
                        + $"{Position(column)})."
                    : $"The columns '{first.Heading}' and '{column.Heading}' both mean {column.Column.Name}.",
                "Keep one of them: take the other out of the input, or leave it out with -ColumnMap @{ 'heading' "
                    + "= '' }."
            );
        }

        planned.Add(column);
    }

    private static void RequireIdentity(List<PlannedColumn> planned, List<UnknownColumn> unknown, ColumnPurpose purpose)
    {
        var found = planned.Exists(p =>
            p.Column.Kind == ContactColumnKind.Email
            || p.Column.Kind
                == (purpose == ColumnPurpose.Update ? ContactColumnKind.ContactId : ContactColumnKind.SmsNumber)
        );
        if (!found)
        {
            var names = purpose == ColumnPurpose.Update ? "email or contact_id" : "email or sms_number";
            throw new InvalidInputException(
                "CcMissingColumn",
                $"The input has no column that identifies the contact ({names})."
                    + (
                        planned.Count == 0
                            ? ""
                            : $" Other columns: {string.Join(", ", planned.Select(p => p.Heading))}."
                    ),
                $"Add a column {names}, or map the column that has it: "
                    + $"-ColumnMap @{{ '{unknown.Find(u => u.Nearest == "email")?.Heading ?? "heading"}' = 'email' }}."
                    + (unknown.Count == 0 ? "" : $" Unknown columns: {string.Join("; ", unknown)}.")
            );
        }
    }

    private static string? Suggestion(string name, ColumnPurpose purpose) =>
        ContactColumns.Nearest(name, purpose) is { } near
            ? $"Did you mean '{near}'? Known columns: {NamesFor(purpose)}."
            : null;

    private static string UseOf(ColumnPurpose purpose, bool capital = false) =>
        purpose == ColumnPurpose.Update
            ? capital
                ? "An update"
                : "an update"
            : capital
                ? "An import"
                : "an import";

    private static string Position(PlannedColumn column) => (column.Index + 1).ToString(CultureInfo.InvariantCulture);
}
