using System.Globalization;

namespace ConstantContact.Core.Plans;

/// <summary>The cost of one part of a plan.</summary>
/// <param name="Route">A <see cref="PlanRoute"/>, or <c>Names</c>, <c>Snapshot</c>, <c>Canary</c>,
/// <c>Proof</c>.</param>
/// <param name="Contacts">How many contacts it is about.</param>
/// <param name="Requests">How many requests it takes.</param>
public sealed record PlanRouteForecast(string Route, long Contacts, long Requests)
{
    /// <summary>The part in words, such as "list memberships".</summary>
    public string Label => LabelOf(Route);

    internal static string LabelOf(string route) =>
        route switch
        {
            "Names" => "account and names",
            "Snapshot" => "reading contacts",
            "Canary" => "first imports, read back",
            PlanRoute.Import => "imports",
            PlanRoute.ListJob => "list memberships",
            PlanRoute.TagJob => "tags",
            PlanRoute.DeleteJob => "deletions",
            "Look" => "waiting for activities",
            PlanRoute.Put => "updates one by one",
            PlanRoute.Post => "new contacts",
            "Proof" => "reading contacts back",
            _ => route,
        };

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1:N0}", Route, Requests);
}
