namespace ConstantContact.Core.Plans.Routes;

/// <summary>A contact and how it is written.</summary>
/// <param name="Draft">The contact.</param>
/// <param name="Routes">In the order in which they are taken.</param>
/// <param name="Item">Its part of an import; null where it has none.</param>
/// <param name="Reason">Why it takes a PUT; null where there is nothing to say.</param>
internal sealed record Routed(Draft Draft, IReadOnlyList<string> Routes, ImportItem? Item = null, string? Reason = null)
{
    public bool IsBulk =>
        Routes.Any(static r => r is PlanRoute.Import or PlanRoute.ListJob or PlanRoute.TagJob or PlanRoute.DeleteJob);

    public bool Takes(string route) => Routes.Contains(route, StringComparer.Ordinal);
}
