using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>A row after the strict reading: what it says, and what is wrong with it. Blank cells say nothing and are not here.</summary>
public sealed class RowValues
{
    internal RowValues(InputRow row, ColumnPlan plan, IReadOnlyList<RowValue> values, IReadOnlyList<RowFinding> findings)
    {
        Row = row;
        Plan = plan;
        Values = values;
        Findings = findings;
    }

    public InputRow Row { get; }

    /// <summary>What the row was read by.</summary>
    public ColumnPlan Plan { get; }

    /// <summary>In the input's order. Malformed values are not among them.</summary>
    public IReadOnlyList<RowValue> Values { get; }

    public IReadOnlyList<RowFinding> Findings { get; }

    public bool HasErrors => Findings.Any(f => f.Severity == FindingSeverity.Error);

    public string? Email => Find(ContactColumnKind.Email)?.Text;

    public string? ContactId => Find(ContactColumnKind.ContactId)?.Text;

    public string? SmsNumber => Find(ContactColumnKind.SmsNumber)?.Text;

    /// <summary>The row's value of a kind that has one column; null where blank or absent.</summary>
    public RowValue? Find(ContactColumnKind kind)
    {
        for (int i = 0; i < Values.Count && Plan.Has(kind); i++)
        {
            if (Values[i].Column.Kind == kind)
            {
                return Values[i];
            }
        }

        return null;
    }

    /// <exception cref="InvalidInputException">The row has errors: all of them, in one message.</exception>
    public void ThrowIfInvalid()
    {
        List<RowFinding> errors = [.. Findings.Where(f => f.Severity == FindingSeverity.Error)];
        if (errors.Count == 1)
        {
            throw errors[0].ToException();
        }

        if (errors.Count > 1)
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                string.Join(" ", errors.Select(e => e.ToString() + ".")),
                string.Join(" ", errors.Select(e => e.Remedy).Distinct(System.StringComparer.Ordinal)));
        }
    }
}
