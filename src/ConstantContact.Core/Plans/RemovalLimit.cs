using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Plans;

/// <summary>How many members a plan may remove from a list: a number, or a share of the members.</summary>
public sealed class RemovalLimit
{
    private readonly decimal _number;
    private readonly bool _isShare;

    private RemovalLimit(decimal number, bool isShare)
    {
        _number = number;
        _isShare = isShare;
    }

    /// <summary>5 % of each list.</summary>
    public static RemovalLimit Usual { get; } = new(5, isShare: true);

    /// <param name="text">Such as <c>300</c> or <c>12.5%</c>; null for the usual limit.</param>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>.</exception>
    public static RemovalLimit Parse(string? text)
    {
        if (text is null)
        {
            return Usual;
        }

        var given = text.Trim();
        var isShare = given.EndsWith("%", StringComparison.Ordinal);
        return
            decimal.TryParse(
                given.TrimEnd('%', ' '),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            ) && (isShare ? number <= 100 : number == decimal.Truncate(number))
            ? new RemovalLimit(number, isShare)
            : throw InvalidInputException.Value(
                "-MaximumRemoval",
                text,
                "it is neither a number of members nor a percentage.",
                "Give a number such as 300, or a percentage such as 12.5%."
            );
    }

    /// <exception cref="InvalidInputException"><c>CcPlanRemovesTooMany</c>.</exception>
    public void Check(PlanHeader plan)
    {
        PlanRemoval[] over =
        [
            .. plan.Removals.Where(r => _isShare ? r.Leaving * 100m > _number * r.Members : r.Leaving > _number),
        ];
        if (over.Length > 0)
        {
            throw PlanErrors.Removes(over, ToString());
        }
    }

    public override string ToString() =>
        _isShare
            ? string.Format(CultureInfo.InvariantCulture, "{0}% of a list", _number)
            : $"{Quantity.Of((long)_number, "member")} of a list";
}
