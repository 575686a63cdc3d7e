using System;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// The scope and the user privilege that an operation asks for, as the vendor's OpenAPI document states them. Reading
/// and writing are one scope for contacts and two privileges; everything about activities and exports needs the one to
/// write.
/// </summary>
internal static class OperationNeeds
{
    internal static (string? Scope, string? Privilege) Of(string method, string path)
    {
        var isRead = method is "GET" or "HEAD";
        return FirstSegment(path) switch
        {
            // Asks for no scope: it is how a client learns what its user may do.
            "account" when path.StartsWith("/v3/account/user/privileges", StringComparison.Ordinal) => (null, null),
            "account" => isRead ? ("account_read", "account:read") : ("account_update", "account:update"),
            "contacts" or "contact_custom_fields" or "contact_tags" or "contacts-service" => (
                "contact_data",
                isRead ? "contacts:read" : "contacts:write"
            ),
            "contact_lists" or "segments" => ("contact_data", isRead ? "contacts:lists:read" : "contacts:lists:write"),
            "activities" or "contact_exports" => ("contact_data", "contacts:write"),
            "reports" when path.StartsWith("/v3/reports/contact_reports/", StringComparison.Ordinal) => (
                "contact_data",
                "ui:campaign:metrics"
            ),
            _ => (null, null),
        };
    }

    // The next pages of tags live below a path of another service.
    private static string FirstSegment(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length == 0 ? ""
            : segments[0] == "contacts-service" ? segments[0]
            : segments.Length > 1 ? segments[1]
            : "";
    }
}
