using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Auth;

/// <summary>
/// A token endpoint with rotating refresh tokens, and an API that takes the access tokens it gave for 24 hours.
/// </summary>
public sealed class SignInServer
{
    private readonly TimeProvider _time;

    private readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);

    private int _number;

    public SignInServer(TimeProvider time)
    {
        _time = time;
        Handler.Otherwise(Answer);
    }

    public StubHandler Handler { get; } = new();

    public string LiveRefreshToken { get; set; } = "refresh-0";

    public bool IsLongLived { get; set; }

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(24);

    /// <summary>What happens to the next token requests instead of an answer.</summary>
    public Queue<Func<HttpResponseMessage>> Troubles { get; } = new();

    public int TokenRequests { get; private set; }

    public int Refusals { get; private set; }

    public string Give()
    {
        var token = $"access-{++_number}";
        _access[token] = _time.GetUtcNow() + Life;
        return token;
    }

    private HttpResponseMessage Answer(SentRequest request)
    {
        if (!request.Uri.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
        {
            var isGood =
                _access.TryGetValue(request.Token?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "", out var end)
                && _time.GetUtcNow() < end;
            Refusals += isGood ? 0 : 1;
            return isGood
                ? StubHandler.Response(HttpStatusCode.OK, "{}")
                : StubHandler.Response(
                    HttpStatusCode.Unauthorized,
                    """{"error_key":"unauthorized","error_message":"Unauthorized"}"""
                );
        }

        TokenRequests++;
        if (Troubles.TryDequeue(out var trouble))
        {
            return trouble();
        }

        if (
            !request.Body!.Contains("refresh_token=" + LiveRefreshToken + "&", StringComparison.Ordinal)
            && !request.Body!.EndsWith("refresh_token=" + LiveRefreshToken, StringComparison.Ordinal)
        )
        {
            return StubHandler.Response(
                HttpStatusCode.BadRequest,
                """{"error":"invalid_grant","error_description":"unknown, invalid, or expired refresh token"}"""
            );
        }

        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)Life.TotalSeconds,
            ["access_token"] = Give(),
            ["scope"] = "contact_data offline_access",
        };
        if (!IsLongLived)
        {
            answer["refresh_token"] = LiveRefreshToken = $"refresh-{_number}";
        }

        return StubHandler.Response(HttpStatusCode.OK, answer.ToJsonString());
    }
}
