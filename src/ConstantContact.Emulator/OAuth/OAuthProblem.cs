using System;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.OAuth;

/// <summary>An error in the shape of OAuth (RFC 6749 §5.2): neither of the API's two.</summary>
internal sealed class OAuthProblem : Exception
{
    private OAuthProblem(int status, string error, string description)
        : base(description)
    {
        Status = status;
        Error = error;
    }

    internal int Status { get; }

    internal string Error { get; }

    internal static OAuthProblem InvalidRequest(string description) => new(400, "invalid_request", description);

    internal static OAuthProblem InvalidGrant(string description) => new(400, "invalid_grant", description);

    internal static OAuthProblem InvalidClient() =>
        new(401, "invalid_client", "The client is unknown, or it did not prove itself as it must.");

    internal static OAuthProblem InvalidScope(string scope) =>
        new(400, "invalid_scope", $"The scope '{scope}' does not exist.");

    /// <summary>Also the answers of RFC 8628 to a device that polls.</summary>
    internal static OAuthProblem Of(string error, string description) => new(400, error, description);

    internal ApiAnswer ToAnswer()
    {
        var answer = ApiAnswer.Json(Status, new JsonObject { ["error"] = Error, ["error_description"] = Message });
        return Status == 401 ? answer.WithHeader("WWW-Authenticate", "Basic realm=\"token\"") : answer;
    }
}
