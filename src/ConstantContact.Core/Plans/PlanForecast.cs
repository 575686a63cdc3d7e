using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Plans;

/// <summary>
/// The cost of applying a plan, without retries and long waits: a job that is not done by the first look costs another
/// one.
/// </summary>
public sealed record PlanForecast
{
    public static PlanForecast None { get; } = new();

    public IReadOnlyList<PlanRouteForecast> Routes
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<PlanRouteForecast>([]);

    public long Requests => Routes.Sum(static r => r.Requests);

    /// <summary>At the pace of the connection that made the plan, with the waits for the service's jobs.</summary>
    public TimeSpan Duration { get; init; }

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}, about {1}",
            Quantity.Of(Requests, "request"),
            Quantity.Of((long)Math.Ceiling(Duration.TotalMinutes), "minute")
        );
}
