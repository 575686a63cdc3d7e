using System.Globalization;

namespace ConstantContact.Core.Plans;

/// <summary>What one part of a plan costs.</summary>
/// <param name="Route">A <see cref="PlanRoute"/>, or <c>Names</c>, <c>Snapshot</c>, <c>Canary</c>, <c>Proof</c>.</param>
/// <param name="Contacts">How many contacts it is about.</param>
/// <param name="Requests">How many requests it takes.</param>
public sealed record PlanRouteForecast(string Route, long Contacts, long Requests)
{
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1:N0}", Route, Requests);
}
