using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>An application that signs in, written from the guides alone.</summary>
public sealed class SignInClient : IDisposable
{
    public const string Redirect = "http://localhost:8413/callback";
    public const string Verifier = "a-verifier-of-43-characters-or-more-for-PKCE";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly EmulatorHost _emulator;

    public SignInClient(EmulatorHost emulator) => _emulator = emulator;

    public static string Challenge(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Names and values alternate.</summary>
    public static Dictionary<string, string> Fields(params string[] pairs) =>
        pairs.Chunk(2).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    public Task<Answer> GetAsync(string path, IDictionary<string, string> query) =>
        SendAsync(HttpMethod.Get, path, query, form: null);

    public Task<Answer> PostAsync(
        string path,
        IDictionary<string, string>? query = null,
        IDictionary<string, string>? form = null,
        string? basic = null
    ) => SendAsync(HttpMethod.Post, path, query, form, basic);

    public Task<Answer> TokenAsync(string? basic, params string[] form) =>
        PostAsync("token", form: Fields(form), basic: basic);

    public Task<Answer> RefreshAsync(string token, string client = "emulator-public") =>
        TokenAsync(
            client == "emulator-public" ? null : client + ":emulator-secret",
            "grant_type",
            "refresh_token",
            "refresh_token",
            token,
            "client_id",
            client
        );

    /// <summary>The address to which the browser is redirected after the user's decision.</summary>
    public async Task<Dictionary<string, string>> DecideAsync(
        string decision,
        string client = "emulator-public",
        string scope = "contact_data offline_access",
        string state = "s1"
    )
    {
        var question = Fields(
            "client_id",
            client,
            "redirect_uri",
            Redirect,
            "response_type",
            "code",
            "scope",
            scope,
            "state",
            state,
            "code_challenge",
            Challenge(Verifier),
            "code_challenge_method",
            "S256",
            "decision",
            decision
        );
        var answer = (await PostAsync("authorize", form: question)).Is(302);
        return Parameters(answer);
    }

    public static Dictionary<string, string> Parameters(Answer redirect)
    {
        var location = redirect.Message.Headers.Location!;
        Assert.Equal(Redirect, location.GetLeftPart(UriPartial.Path));
        return location
            .Query.TrimStart('?')
            .Split('&')
            .Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')), StringComparer.Ordinal);
    }

    public async Task<string> CodeAsync(
        string client = "emulator-public",
        string scope = "contact_data offline_access"
    ) => (await DecideAsync("allow", client, scope))["code"];

    public Task<Answer> RedeemAsync(string code, string redirect = Redirect, string verifier = Verifier) =>
        TokenAsync(
            null,
            "grant_type",
            "authorization_code",
            "client_id",
            "emulator-public",
            "code",
            code,
            "redirect_uri",
            redirect,
            "code_verifier",
            verifier
        );

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        IDictionary<string, string>? query,
        IDictionary<string, string>? form,
        string? basic = null
    )
    {
        var text = query is null
            ? ""
            : "?"
                + string.Join(
                    '&',
                    query.Select(p => Uri.EscapeDataString(p.Key) + "=" + Uri.EscapeDataString(p.Value))
                );
        using var request = new HttpRequestMessage(method, $"{_emulator.AuthUri.AbsoluteUri}/{path}{text}");
        request.Content = form is null ? null : new FormUrlEncodedContent(form);
        if (basic is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))
            );
        }

        var response = await _http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }
}
