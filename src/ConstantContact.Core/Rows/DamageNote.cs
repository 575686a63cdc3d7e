using ConstantContact.Core.Base;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The findings of one damage rule over an input: the number of rows with its mark, and the first finding.
/// </summary>
public sealed record DamageNote(string RuleId, long Rows, RowFinding First)
{
    public override string ToString() =>
        Rows == 1
            ? $"A value looks damaged ({RuleId}). {First}. {First.Remedy}"
            : $"Values of {Quantity.Of(Rows, "row")} look damaged ({RuleId}). The first: {First}. {First.Remedy}";
}
