using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Plans;

/// <summary>How many members of a list a plan removes from it.</summary>
/// <param name="ListId">The list.</param>
/// <param name="List">Its name.</param>
/// <param name="Leaving">Members that leave.</param>
/// <param name="Members">Members before.</param>
public sealed record PlanRemoval(string ListId, string List, long Leaving, long Members)
{
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0:N0} of {1} of list '{2}'",
            Leaving,
            Quantity.Of(Members, "member"),
            ShownText.Line(List)
        );
}
