using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>
/// Maps the columns of an input to members of contacts. The mapping is decided once per set of headings, before the
/// first request. An unknown column refuses the whole input, because its author expects it to have an effect.
/// </summary>
public sealed class ColumnPlan
{
    private readonly int[] _indexByKind;

    internal ColumnPlan(ColumnPurpose purpose, IReadOnlyList<string> headings, IEnumerable<PlannedColumn> columns)
    {
        Purpose = purpose;
        Headings = headings;
        Columns = columns.ToArray();
        IsReport = ReportCells.IsReport(headings);
        _indexByKind = new int[(int)ContactColumnKind.SmsConsentDate + 1];
        for (var kind = 0; kind < _indexByKind.Length; kind++)
        {
            _indexByKind[kind] = Columns.FirstOrDefault(c => (int)c.Column.Kind == kind)?.Index ?? -1;
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
    public IReadOnlyList<string> Ignored { get; internal init; } = [];

    /// <summary>
    /// The headings that are left out because the input came from the service and they describe its own state of the
    /// contacts: permission, lists, tags, dates. Users are told once.
    /// </summary>
    public IReadOnlyList<string> Echoed { get; internal init; } = [];

    /// <summary>
    /// The unknown columns. A column that is blank in every row does no harm. A row with a value in one is refused.
    /// </summary>
    public IReadOnlyList<UnknownColumn> Unknown { get; internal init; } = [];

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
    ) => new HeadingReader(headings, columnMap, ignoreUnknown, purpose).Read();

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
        PlannedColumns columns = [];
        foreach (var column in Columns)
        {
            columns.Add(
                column.Column.FieldName is { } field && names.TryGetValue(field, out var name)
                    ? new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + name)!)
                    : column
            );
        }

        return With(columns, Unknown);
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
        PlannedColumns columns = [.. Columns];
        var unknown = new List<UnknownColumn>();
        foreach (var column in Unknown)
        {
            if (
                column.Heading.Length > 0
                && words[ContactColumns.Letters(column.Heading)].Take(2).ToArray() is [var only]
            )
            {
                columns.Add(new PlannedColumn(column.Index, column.Heading, ContactColumns.Match("cf:" + only.Name)!));
            }
            else
            {
                unknown.Add(column);
            }
        }

        return With(columns.OrderBy(static c => c.Index), unknown);
    }

    /// <summary>One error that names all unknown columns, with a map to paste.</summary>
    public InvalidInputException UnknownColumns() => ColumnErrors.Unknown(Unknown, Purpose);

    private ColumnPlan With(IEnumerable<PlannedColumn> columns, IReadOnlyList<UnknownColumn> unknown) =>
        new(Purpose, Headings, columns)
        {
            Ignored = Ignored,
            Echoed = Echoed,
            Unknown = unknown,
        };
}
