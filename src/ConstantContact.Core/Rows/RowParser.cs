using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Reads the cells of rows strictly according to a plan and returns canonical values and findings. It never throws on a
/// bad value and never guesses: an unreadable value must be corrected by the user. All inputs use it, so that a cell
/// means the same everywhere. Different rows may be read concurrently.
/// </summary>
public sealed class RowParser
{
    private readonly ColumnPlan _plan;
    private readonly (PlannedColumn Planned, Limit Limit)[] _columns;
    private readonly CellParser _cells;

    /// <param name="plan">The meaning of the columns.</param>
    /// <param name="options">Options for reading values. Null: the API's forms and no null tokens.</param>
    /// <param name="fields">
    /// Custom fields by their names in the plan. The values of other fields are read later, when their types are known.
    /// </param>
    public RowParser(
        ColumnPlan plan,
        ReadingOptions? options = null,
        IReadOnlyDictionary<string, CustomField>? fields = null
    )
    {
        _plan = plan;
        _columns = [.. plan.Columns.Select(c => (c, TextParser.LimitOf(c.Column, plan.Purpose)))];
        _cells = new CellParser(
            plan,
            options ?? new ReadingOptions(),
            fields ?? new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase)
        );
    }

    public ColumnPlan Plan => _plan;

    /// <summary>The unknown columns that are not blank in this row.</summary>
    public IEnumerable<UnknownColumn> UnknownIn(InputRow row) =>
        row.Defect is not null
            ? []
            : _plan.Unknown.Where(u => u.Index < row.Values.Count && !Cells.IsBlank(row.Values[u.Index]));

    /// <summary>Refuses a row with a value in an unknown column.</summary>
    /// <exception cref="InvalidInputException">
    /// <c>CcUnknownColumn</c>, naming all such columns of the input.
    /// </exception>
    public void RequireKnown(InputRow row)
    {
        if (_plan.Unknown.Count > 0 && UnknownIn(row).Any())
        {
            throw _plan.UnknownColumns();
        }
    }

    public RowValues Parse(InputRow row)
    {
        if (row.Defect is { } defect)
        {
            return new RowValues(row, _plan, [], [defect]);
        }

        var values = new List<RowValue>(_columns.Length);
        var findings = new RowFindings(row);
        foreach (var (planned, limit) in _columns)
        {
            var cell = planned.Index < row.Values.Count ? row.Values[planned.Index] : null;
            if (!Cells.IsBlank(cell) && _cells.Parse(planned, cell!, limit, ref findings) is { } value)
            {
                values.Add(value);
            }
        }

        WholeRowRules.Check(_plan, values, ref findings);
        return new RowValues(row, _plan, values, findings.All);
    }
}
