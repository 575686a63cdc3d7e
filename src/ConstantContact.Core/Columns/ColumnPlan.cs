using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>
/// What each column of an input means, decided once per set of headings and before the first request: an input with a
/// column that nobody understands is refused as a whole, because the person who made it expects something of that column.
/// </summary>
public sealed class ColumnPlan
{
    private readonly int[] _indexByKind;

    private ColumnPlan(
        ColumnPurpose purpose, IReadOnlyList<string> headings, PlannedColumn[] columns, string[] ignored, string[] echoed, UnknownColumn[] unknown)
    {
        Echoed = echoed;
        Unknown = unknown;
        Purpose = purpose;
        Headings = headings;
        Columns = columns;
        Ignored = ignored;
        IsReport = ReportCells.IsReport(headings);
        _indexByKind = new int[(int)ContactColumnKind.SmsConsentDate + 1];
        for (int kind = 0; kind < _indexByKind.Length; kind++)
        {
            _indexByKind[kind] = Array.Find(columns, c => (int)c.Column.Kind == kind)?.Index ?? -1;
        }
    }

    public ColumnPurpose Purpose { get; }

    /// <summary>The headings that this plan was made for.</summary>
    public IReadOnlyList<string> Headings { get; }

    /// <summary>The columns that are used, in the input's order.</summary>
    public IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>The input is a report of an earlier run, whose cells are guarded: see <see cref="ReportCells"/>.</summary>
    internal bool IsReport { get; }

    /// <summary>The headings that are left out because the caller said so.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>
    /// The headings that are left out because the input came out of the service, and they are its own word about the contacts:
    /// permission, lists, tags, dates. To be told once.
    /// </summary>
    public IReadOnlyList<string> Echoed { get; }

    /// <summary>The columns that mean nothing. One that is blank in every row does no harm; a row that says something in one is refused.</summary>
    public IReadOnlyList<UnknownColumn> Unknown { get; }

    /// <summary>The custom fields that the columns name.</summary>
    public IEnumerable<string> FieldNames => Columns.Select(c => c.Column.FieldName).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>What to tell about <see cref="Echoed"/>; null where there are none.</summary>
    public string? EchoNotice => Echoed.Count == 0
        ? null
        : $"The input is an export of contacts, and these of its columns are not written: {string.Join(", ", Echoed)}. " +
            "They say what the service said of the contacts. To change such things, use parameters and columns that say so, such as add_to_lists.";

    /// <param name="headings">The input's headings, trimmed.</param>
    /// <param name="columnMap">From heading (any case) to column name; an empty name leaves the column out.</param>
    /// <param name="ignoreUnknown">Leave out what is not understood instead of refusing it.</param>
    /// <param name="purpose">What the rows are for.</param>
    /// <exception cref="InvalidInputException">
    /// <c>CcUnknownColumn</c> of a map that says something wrong, <c>CcDuplicateColumn</c> or <c>CcMissingColumn</c>.
    /// Columns that mean nothing are <see cref="Unknown"/>.
    /// </exception>
    public static ColumnPlan For(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        ColumnPurpose purpose)
    {
        Dictionary<string, string> map = ReadMap(headings, columnMap);
        var planned = new List<PlannedColumn>(headings.Count);
        var ignored = new List<string>();
        var unknown = new List<UnknownColumn>();
        var echoed = new List<string>();
        bool isEcho = RefusedColumns.AreEcho(headings);
        bool hasHalves = headings.Any(h => ContactColumns.Match(h)?.Kind is ContactColumnKind.BirthdayMonth);
        for (int i = 0; i < headings.Count; i++)
        {
            string heading = headings[i].Trim();
            bool mapped = map.TryGetValue(heading, out string? name);
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
            ContactColumn? column = ContactColumns.Match(name);
            if (column is not null && ContactColumns.IsFor(column.Kind, purpose))
            {
                Take(planned, new PlannedColumn(i, heading, column));
            }
            else if (ContactColumns.IsWholeBirthday(name))
            {
                // An export has month and day beside it, each in a column of its own.
                if (!hasHalves)
                {
                    Take(planned, new PlannedColumn(i, heading, ContactColumns.Match("birthday_month")!, isWholeBirthday: true));
                    Take(planned, new PlannedColumn(i, heading, ContactColumns.Match("birthday_day")!, isWholeBirthday: true));
                }
            }
            else if (mapped)
            {
                // -IgnoreUnknownColumn does not excuse a map that says something wrong.
                string? instead = RefusedColumns.Pointer(name, purpose) ?? Suggestion(name, purpose);
                throw new InvalidInputException(
                    "CcUnknownColumn",
                    $"-ColumnMap maps the column '{heading}' to '{name}', which is not a column that {UseOf(purpose)} can take.",
                    instead ?? "Map it to one of: " + NamesFor(purpose) + ".");
            }
            else if (ignoreUnknown)
            {
                ignored.Add(heading);
            }
            else
            {
                string? pointer = RefusedColumns.Pointer(heading, purpose);
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

        if (UnsplitLine(headings) is { } delimiter && unknown.Count > 0)
        {
            throw new InvalidInputException(
                "CcUnknownColumn", $"The only heading is '{headings[0]}', which looks like a whole line of headings.",
                $"Read the file with its own delimiter: -Delimiter {delimiter}");
        }

        RequireIdentity(planned, unknown, purpose);
        return new ColumnPlan(purpose, headings, [.. planned], [.. ignored], [.. echoed], [.. unknown]);
    }

    /// <summary>The argument for <c>-Delimiter</c>, where one heading holds what would be several with it: a file as Excel writes it in much of the world.</summary>
    private static string? UnsplitLine(IReadOnlyList<string> headings)
    {
        if (headings.Count != 1)
        {
            return null;
        }

        return headings[0].IndexOf(';') >= 0 ? "';'" : headings[0].IndexOf('\t') >= 0 ? "\"`t\"" : null;
    }

    /// <summary>Position in the row's values of the only column of this kind; -1 where there is none. Not for kinds with many columns.</summary>
    public int IndexOf(ContactColumnKind kind) => _indexByKind[(int)kind];

    public bool Has(ContactColumnKind kind) => IndexOf(kind) >= 0;

    /// <summary>True where rows with these headings may be read by this plan.</summary>
    public bool Fits(IReadOnlyList<string> headings) =>
        ReferenceEquals(headings, Headings) || headings.SequenceEqual(Headings, StringComparer.Ordinal);

    /// <summary>The same plan with custom fields under the names that the account spells; two columns for one field are refused.</summary>
    internal ColumnPlan WithFieldNames(IReadOnlyDictionary<string, string> names)
    {
        var planned = new List<PlannedColumn>(Columns.Count);
        foreach (PlannedColumn column in Columns)
        {
            Take(planned, column.Column.FieldName is { } field && names.TryGetValue(field, out string? name)
                ? new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + name)!)
                : column);
        }

        return new ColumnPlan(Purpose, Headings, [.. planned], [.. Ignored], [.. Echoed], [.. Unknown]);
    }

    /// <summary>The same plan where unknown headings that are the label or name of one custom field mean that field.</summary>
    /// <exception cref="InvalidInputException"><c>CcDuplicateColumn</c>.</exception>
    public ColumnPlan WithLabels(IReadOnlyCollection<FieldHeading> fields)
    {
        if (Unknown.Count == 0)
        {
            return this;
        }

        ILookup<string, FieldHeading> words = fields.Where(f => f.Name is not null)
            .SelectMany(f => new[] { f.Label, f.Name }.OfType<string>().Select(ContactColumns.Letters).Distinct(StringComparer.Ordinal).Select(w => (Word: w, Field: f)))
            .ToLookup(p => p.Word, p => p.Field, StringComparer.Ordinal);
        var planned = new List<PlannedColumn>(Columns);
        var unknown = new List<UnknownColumn>();
        foreach (UnknownColumn column in Unknown)
        {
            if (column.Heading.Length > 0 && words[ContactColumns.Letters(column.Heading)].Take(2).ToArray() is [var only])
            {
                Take(planned, new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + only.Name)!));
            }
            else
            {
                unknown.Add(column);
            }
        }

        return new ColumnPlan(Purpose, Headings, [.. planned.OrderBy(p => p.Index)], [.. Ignored], [.. Echoed], [.. unknown]);
    }

    /// <summary>One error about all columns that mean nothing, with a map to paste.</summary>
    public InvalidInputException UnknownColumns()
    {
        IEnumerable<string> map = Unknown.Where(u => u.Heading.Length > 0)
            .Select(u => $"'{u.Heading.Replace("'", "''")}' = '{(u.Pointer is null ? u.Nearest : null)}'");
        string paste = string.Join("; ", map);
        return new InvalidInputException(
            "CcUnknownColumn",
            $"{UseOf(Purpose, capital: true)} does not know {Quantity.Of(Unknown.Count, "column")} of the input: {string.Join("; ", Unknown)}.",
            (paste.Length == 0 ? "Give the column a heading" : $"Map {Quantity.Noun(Unknown.Count, "it", "them")}, or map a column to '' to leave it out: -ColumnMap @{{ {paste} }}") +
            $". To leave out all unknown columns: -IgnoreUnknownColumn. Known columns: {NamesFor(Purpose)}.");
    }

    internal static string NamesFor(ColumnPurpose purpose) => string.Join(
        ", ",
        ContactColumns.Names.Where(n => ContactColumns.IsFor(ContactColumns.Match(n)!.Kind, purpose)).Concat(["cf:<custom field>"]));

    private static Dictionary<string, string> ReadMap(IReadOnlyList<string> headings, IReadOnlyDictionary<string, string>? columnMap)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (columnMap is null)
        {
            return map;
        }

        foreach (KeyValuePair<string, string> entry in columnMap)
        {
            string heading = entry.Key.Trim();
            if (!headings.Any(h => string.Equals(h.Trim(), heading, StringComparison.OrdinalIgnoreCase)))
            {
                throw new InvalidInputException(
                    "CcUnknownColumn",
                    $"-ColumnMap names the column '{heading}', which the input does not have.",
                    $"The input's columns are: {string.Join(", ", headings)}. The map goes from the input's heading to the column: @{{ 'heading' = 'column' }}.");
            }

            if (map.ContainsKey(heading))
            {
                throw new InvalidInputException(
                    "CcDuplicateColumn", $"-ColumnMap names the column '{heading}' twice.", "Name each column once; case does not matter.");
            }

            // A null value comes from an untyped dictionary: @{ Notes = $null }.
            map[heading] = entry.Value is null ? "" : entry.Value.Trim();
        }

        return map;
    }

    private static void Take(List<PlannedColumn> planned, PlannedColumn column)
    {
        PlannedColumn? first = planned.Find(p => ContactColumns.AreSame(p.Column, column.Column));
        if (first is not null)
        {
            throw new InvalidInputException(
                "CcDuplicateColumn",
                string.Equals(first.Heading, column.Heading, StringComparison.OrdinalIgnoreCase)
                    ? $"The input has two columns '{column.Heading}' (columns {Position(first)} and {Position(column)})."
                    : $"The columns '{first.Heading}' and '{column.Heading}' both mean {column.Column.Name}.",
                "Keep one of them: take the other out of the input, or leave it out with -ColumnMap @{ 'heading' = '' }.");
        }

        planned.Add(column);
    }

    private static void RequireIdentity(List<PlannedColumn> planned, List<UnknownColumn> unknown, ColumnPurpose purpose)
    {
        bool found = planned.Exists(p => p.Column.Kind == ContactColumnKind.Email ||
            p.Column.Kind == (purpose == ColumnPurpose.Update ? ContactColumnKind.ContactId : ContactColumnKind.SmsNumber));
        if (!found)
        {
            string names = purpose == ColumnPurpose.Update ? "email or contact_id" : "email or sms_number";
            throw new InvalidInputException(
                "CcMissingColumn",
                $"The input has no column that identifies the contact ({names})." +
                (planned.Count == 0 ? "" : $" Columns found: {string.Join(", ", planned.Select(p => p.Heading))}."),
                $"Add a column {names}, or map the column that has it: -ColumnMap @{{ '{unknown.Find(u => u.Nearest == "email")?.Heading ?? "heading"}' = 'email' }}." +
                (unknown.Count == 0 ? "" : $" Unknown columns: {string.Join("; ", unknown)}."));
        }
    }

    private static string? Suggestion(string name, ColumnPurpose purpose) =>
        ContactColumns.Nearest(name, purpose) is { } near ? $"Did you mean '{near}'? Known columns: {NamesFor(purpose)}." : null;

    private static string UseOf(ColumnPurpose purpose, bool capital = false) => purpose == ColumnPurpose.Update
        ? capital ? "An update" : "an update"
        : capital ? "An import" : "an import";

    private static string Position(PlannedColumn column) => (column.Index + 1).ToString(CultureInfo.InvariantCulture);
}
