using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>
/// The authorization host's three addresses below /oauth2/default/v1, and the page on which a device's code is entered.
/// They need no bearer token and do not use up the API's allowance; the token endpoint has a pace of its own.
/// </summary>
internal sealed class OAuthEndpoints(AuthorizationServer server)
{
    internal const string Root = "/oauth2/default/v1";
    private const string AuthorizePath = Root + "/authorize";
    private const string TokenPath = Root + "/token";
    private const string DevicePath = Root + "/device/authorize";
    private const string ActivatePath = Root + "/activate";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private static readonly string[] Echoed =
    [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
    ];

    internal static bool Has(string path) => path is AuthorizePath or TokenPath or DevicePath or ActivatePath;

    /// <param name="call">A request to one of the addresses of <see cref="Has"/>.</param>
    /// <param name="query">The query as sent.</param>
    /// <param name="authorization">The Authorization header; empty where there is none.</param>
    /// <param name="host">Scheme, name and port that the client used, for links.</param>
    internal ApiAnswer Answer(ApiCall call, string query, string authorization, string host)
    {
        var parameters = OAuthParameters.From(query, call.Method == "POST" ? call.Body : default);
        try
        {
            return (call.Method, call.Path) switch
            {
                ("GET" or "POST", AuthorizePath) => Authorize(call, parameters),
                ("GET", ActivatePath) => SignInPages.Activate(parameters["user_code"]),
                ("POST", ActivatePath) => Activate(parameters),
                ("POST", TokenPath) => Token(parameters, authorization),
                ("POST", DevicePath) => Device(parameters, host),
                _ => ApiAnswer
                    .Empty(405)
                    .WithHeader(
                        "Allow",
                        call.Path == AuthorizePath || call.Path == ActivatePath ? "GET, POST" : "POST"
                    ),
            };
        }
        catch (OAuthProblem problem)
        {
            return problem.ToAnswer();
        }
    }

    /// <summary>
    /// A wrong client or redirect address is told to the person in front of the browser, and to nobody else: sending
    /// them on would make the server a way to anywhere (RFC 6749 §4.1.2.1). Everything else goes back to the
    /// application.
    /// </summary>
    private ApiAnswer Authorize(ApiCall call, OAuthParameters parameters)
    {
        if (server.Find(parameters["client_id"]) is not { } client)
        {
            return SignInPages.Message(400, "Bad request", "The client_id is unknown.");
        }

        if (
            parameters["redirect_uri"] is not { } redirect
            || !client.RedirectUris.Contains(redirect, StringComparer.Ordinal)
        )
        {
            return SignInPages.Message(
                400,
                "Bad request",
                "The 'redirect_uri' parameter must be an address that is registered for the application."
            );
        }

        IReadOnlyList<string> scopes;
        try
        {
            scopes = AuthorizationServer.ScopesOf(parameters["scope"]);
            RequireGoodQuestion(client, parameters, scopes);
        }
        catch (OAuthProblem problem)
        {
            return Back(redirect, parameters, ("error", problem.Error), ("error_description", problem.Message));
        }

        if (call.Method == "GET")
        {
            return SignInPages.Authorize(
                client,
                scopes,
                Echoed
                    .Where(name => parameters[name] is not null)
                    .Select(name => KeyValuePair.Create(name, parameters[name]!))
            );
        }

        return parameters["decision"] == "allow"
            ? Back(
                redirect,
                parameters,
                ("code", server.NewCode(client, redirect, scopes, parameters["code_challenge"]))
            )
            : Back(
                redirect,
                parameters,
                ("error", "access_denied"),
                ("error_description", "The user denied the request.")
            );
    }

    private static void RequireGoodQuestion(
        RegisteredClient client,
        OAuthParameters parameters,
        IReadOnlyList<string> scopes
    )
    {
        if (parameters["response_type"] != "code")
        {
            throw OAuthProblem.Of("unsupported_response_type", "The response_type must be code.");
        }

        if (parameters["state"] is null)
        {
            throw OAuthProblem.InvalidRequest("The parameter state is missing.");
        }

        if (scopes.Count == 0)
        {
            throw OAuthProblem.InvalidRequest("The parameter scope is missing.");
        }

        if (client.IsPublic && parameters["code_challenge"] is null)
        {
            throw OAuthProblem.InvalidRequest("PKCE is required: the parameter code_challenge is missing.");
        }

        if (parameters["code_challenge"] is not null && parameters["code_challenge_method"] != "S256")
        {
            throw OAuthProblem.InvalidRequest("The code_challenge_method must be S256.");
        }
    }

    private ApiAnswer Activate(OAuthParameters parameters)
    {
        var allow = parameters["decision"] == "allow";
        return server.Decide(parameters["user_code"] ?? "", allow)
            ? SignInPages.Message(
                200,
                allow ? "Device connected" : "Denied",
                allow ? "You may close this page and go back to your device." : "The device gets no access."
            )
            : SignInPages.Message(400, "Unknown code", "No device waits with this code. It may have expired.");
    }

    private ApiAnswer Device(OAuthParameters parameters, string host)
    {
        var client = server.Find(parameters.Required("client_id")) ?? throw OAuthProblem.InvalidClient();
        var scopes = AuthorizationServer.ScopesOf(parameters.Required("scope"));
        var device = server.NewDevice(client, scopes);
        var page = host + ActivatePath;
        return ApiAnswer.Json(
            200,
            new JsonObject
            {
                ["device_code"] = device.DeviceCode,
                ["user_code"] = device.UserCode,
                ["verification_uri"] = page,
                ["verification_uri_complete"] = page + "?user_code=" + device.UserCode,
                ["expires_in"] = (long)AuthorizationServer.DeviceLife.TotalSeconds,
                ["interval"] = (long)AuthorizationServer.DeviceInterval.TotalSeconds,
            }
        );
    }

    private ApiAnswer Token(OAuthParameters parameters, string authorization)
    {
        var (id, secret) = Credentials(parameters, authorization);

        // Before anything is looked at, so that a refused request costs no code and no refresh token.
        if (!server.MayAsk(id))
        {
            return ApiProblem.Throttled().ToAnswer();
        }

        var client = server.Find(id);
        if (client is null || client.Secret != secret)
        {
            // A public client has no secret, and one that sends any is misconfigured.
            throw OAuthProblem.InvalidClient();
        }

        var issued = parameters.Required("grant_type") switch
        {
            "authorization_code" => server.Redeem(
                client,
                parameters.Required("code"),
                parameters["redirect_uri"],
                parameters["code_verifier"]
            ),
            "refresh_token" => server.Refresh(client, parameters.Required("refresh_token")),
            DeviceGrant => server.Poll(client, parameters.Required("device_code")),
            var other => throw OAuthProblem.Of(
                "unsupported_grant_type",
                string.Create(CultureInfo.InvariantCulture, $"The grant_type '{other}' is not supported.")
            ),
        };
        return ApiAnswer.Json(200, issued.ToJson()).WithHeader("Cache-Control", "no-store");
    }

    private static (string? Id, string? Secret) Credentials(OAuthParameters parameters, string authorization)
    {
        const string Scheme = "Basic ";
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (parameters["client_id"], parameters["client_secret"]);
        }

        try
        {
            var parts = Encoding
                .UTF8.GetString(Convert.FromBase64String(authorization[Scheme.Length..].Trim()))
                .Split(':', 2);
            return parts.Length == 2 && parts[1].Length > 0 ? (parts[0], parts[1]) : throw OAuthProblem.InvalidClient();
        }
        catch (FormatException)
        {
            throw OAuthProblem.InvalidClient();
        }
    }

    private static ApiAnswer Back(
        string redirect,
        OAuthParameters parameters,
        params (string Name, string Value)[] answer
    )
    {
        var query = answer
            .Append(("state", parameters["state"] ?? ""))
            .Where(p => p.Item2.Length > 0)
            .Select(p => KeyValuePair.Create(p.Item1, (string?)p.Item2));
        return ApiAnswer.Empty(302).WithHeader("Location", QueryHelpers.AddQueryString(redirect, query));
    }
}
