using System.Globalization;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The findings of one damage rule over an input: the number of rows with its mark, and the first finding.
/// </summary>
public sealed record DamageNote(string RuleId, long Rows, RowFinding First)
{
    public override string ToString() => Rows == 1
        ? $"A value looks damaged ({RuleId}). {First}. {First.Remedy}"
        : string.Format(CultureInfo.InvariantCulture, "Values of {0:N0} rows look damaged ({1}). The first: {2}. {3}", Rows, RuleId, First, First.Remedy);
}
