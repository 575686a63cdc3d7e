using System;
using System.Linq;

namespace ConstantContact.Emulator.Reports;

/// <summary>
/// The families of the vendor's API that are not played here. A client that asks for one should learn that, and not
/// take the 404 for a typing error.
/// </summary>
internal static class OtherFamilies
{
    private static readonly string[] Names =
    [
        "emails",
        "reports",
        "events",
        "social",
        "automations",
        "billing",
        "partner",
        "landing_pages",
        "sms",
    ];

    /// <summary>The text of the 404 for a path without a route.</summary>
    /// <param name="segments">The path's, with the leading v3.</param>
    internal static string NotFoundText(string[] segments) =>
        segments is ["v3", var family, ..] && Names.Contains(family, StringComparer.Ordinal)
            ? $"This emulator does not play {(family == "reports" ? "this report" : $"/{family}")}: it plays "
                + "accounts, contacts and contact reports only"
            : "The requested resource was not found";
}
