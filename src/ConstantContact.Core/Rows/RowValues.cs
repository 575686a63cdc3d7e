using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>A row after strict reading: its values and its problems. Blank cells are left out.</summary>
public sealed class RowValues
{
    internal RowValues(
        InputRow row,
        ColumnPlan plan,
        IReadOnlyList<RowValue> values,
        IReadOnlyList<RowFinding> findings
    )
    {
        Row = row;
        Plan = plan;
        Values = values;
        Findings = findings;
    }

    public InputRow Row { get; }

    /// <summary>The plan by which the row was read.</summary>
    public ColumnPlan Plan { get; }

    /// <summary>In the order of the input, without malformed values.</summary>
    public IReadOnlyList<RowValue> Values { get; }

    public IReadOnlyList<RowFinding> Findings { get; }

    public bool HasErrors => Findings.Any(f => f.Severity == FindingSeverity.Error);

    public string? Email => Find(ContactColumnKind.Email)?.Text;

    public string? ContactId => Find(ContactColumnKind.ContactId)?.Text;

    public string? SmsNumber => Find(ContactColumnKind.SmsNumber)?.Text;

    /// <summary>The value of a kind that has only one column. Null if blank or absent.</summary>
    public RowValue? Find(ContactColumnKind kind)
    {
        for (var i = 0; i < Values.Count && Plan.Has(kind); i++)
        {
            if (Values[i].Column.Kind == kind)
            {
                return Values[i];
            }
        }

        return null;
    }

    /// <exception cref="InvalidInputException">The row has errors. The message contains all of them.</exception>
    public void ThrowIfInvalid()
    {
        List<RowFinding> errors = [.. Findings.Where(f => f.Severity == FindingSeverity.Error)];
        if (errors.Count > 0)
        {
            throw RowFinding.ToException(errors);
        }
    }
}
