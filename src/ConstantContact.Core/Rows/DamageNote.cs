using ConstantContact.Core.Base;

namespace ConstantContact.Core.Rows;

/// <summary>What one rule says about damaged values of an input: in how many rows it saw its mark, and where first.</summary>
public sealed record DamageNote(string RuleId, long Rows, RowFinding First)
{
    public override string ToString() => Rows == 1
        ? $"A value looks damaged ({RuleId}). {First}. {First.Remedy}"
        : $"Values of {Quantity.Of(Rows, "row")} look damaged ({RuleId}). The first: {First}. {First.Remedy}";
}
