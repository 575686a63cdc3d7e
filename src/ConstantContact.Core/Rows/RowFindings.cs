using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>Collects the findings about one row. Most rows have none.</summary>
internal struct RowFindings(InputRow row)
{
    private List<RowFinding>? _found;

    public readonly InputRow Row => row;

    public readonly IReadOnlyList<RowFinding> All => _found is null ? [] : _found;

    public void Error(PlannedColumn planned, string? value, string rule, string message, string remedy) =>
        Add(planned, value, rule, FindingSeverity.Error, message, remedy);

    /// <param name="planned">The column. Null for a finding about the row as a whole.</param>
    /// <param name="value">The value as given. Null if it is of no use in the finding.</param>
    /// <param name="rule">One of <see cref="RowRules"/>.</param>
    /// <param name="severity">One of <see cref="FindingSeverity"/>.</param>
    /// <param name="message">The problem.</param>
    /// <param name="remedy">The advice to the user.</param>
    public void Add(
        PlannedColumn? planned,
        string? value,
        string rule,
        string severity,
        string message,
        string remedy
    ) =>
        (_found ??= []).Add(
            new RowFinding(rule, severity, row.Number, row.Source, planned?.Heading, value, message, remedy)
        );
}
