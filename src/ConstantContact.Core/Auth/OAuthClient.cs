using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Talks to the authorization server. Its token endpoint accepts one request per second and client (vendor's forum). It
/// answers further requests with 429, which does not use up a token, so they are repeated.
/// </summary>
public sealed class OAuthClient : IDisposable
{
    private const int MaxAttempts = 4;

    private const int MaxBytes = 256 * 1024;

    // An error message may quote these values.
    private static readonly string[] SecretFields = ["code", "code_verifier", "refresh_token", "device_code"];

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1.1);

    private readonly HttpClient _http;

    private readonly TimeSpan _timeout;

    private readonly TimeProvider _time;

    /// <param name="authUri">The root, without /authorize or /token; see <see cref="DefaultAuthUri"/>.</param>
    /// <param name="options">Supplies proxy, user agent and time limit.</param>
    /// <param name="time">The clock of waits and time limits.</param>
    /// <param name="handler">For tests. The caller keeps ownership.</param>
    public OAuthClient(Uri authUri, ApiClientOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ServiceAddress.Check("Authorization URI", authUri, DefaultAuthUri.AbsoluteUri);
        AuthUri = new Uri(authUri.AbsoluteUri.TrimEnd('/'));
        _time = time;
        _timeout = options.AttemptTimeout;
        _http = handler is null
            ? new HttpClient(HttpHandlerFactory.Create(options), disposeHandler: true)
            : new HttpClient(handler, disposeHandler: false);
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _http.DefaultRequestHeaders.ExpectContinue = false;
    }

    /// <summary>The vendor's authorization server (developer guides).</summary>
    public static Uri DefaultAuthUri { get; } = new("https://authz.constantcontact.com/oauth2/default/v1");

    public Uri AuthUri { get; }

    public TimeProvider Time => _time;

    public void Dispose() => _http.Dispose();

    /// <summary>The address to open in the browser.</summary>
    internal Uri AuthorizeUri(AppCredentials app, Uri redirectUri, string scope, string state, string challenge) =>
        new ApiRoot(AuthUri).Address(
            "authorize",
            ApiRoot.NoValues,
            [
                new("client_id", app.ClientId),
                new("redirect_uri", redirectUri.OriginalString),
                new("response_type", "code"),
                new("scope", scope),
                new("state", state),
                new("code_challenge", challenge),
                new("code_challenge_method", "S256"),
            ]
        );

    /// <exception cref="CodeRefusedException">The code was refused.</exception>
    internal async Task<TokenAnswer> RedeemAsync(
        AppCredentials app,
        string code,
        Uri redirectUri,
        string? verifier,
        CancellationToken cancellationToken
    )
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri.OriginalString,
        };
        if (verifier is not null)
        {
            form["code_verifier"] = verifier;
        }

        try
        {
            return await TokenAsync(app, form, cancellationToken).ConfigureAwait(false);
        }
        catch (SignInFailedException e) when (e.OAuthError == "invalid_grant")
        {
            throw new CodeRefusedException(e.Message, e);
        }
    }

    /// <exception cref="SignInFailedException">For instance invalid_grant: the refresh token is dead.</exception>
    internal Task<TokenAnswer> RefreshAsync(
        AppCredentials app,
        string refreshToken,
        CancellationToken cancellationToken
    ) =>
        TokenAsync(
            app,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = refreshToken,
            },
            cancellationToken
        );

    internal Task<TokenAnswer> PollAsync(AppCredentials app, string deviceCode, CancellationToken cancellationToken) =>
        TokenAsync(
            app,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
                ["device_code"] = deviceCode,
            },
            cancellationToken
        );

    internal Task<DeviceAuthorization> StartDeviceAsync(
        AppCredentials app,
        string scope,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            app,
            "device/authorize",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["response_type"] = "code", ["scope"] = scope },
            DeviceAuthorization.Parse,
            cancellationToken
        );

    private Task<TokenAnswer> TokenAsync(
        AppCredentials app,
        Dictionary<string, string> form,
        CancellationToken cancellationToken
    ) => SendAsync(app, "token", form, TokenAnswer.Parse, cancellationToken);

    // Repeating is harmless: a request that got a 429 was not processed, and after a broken connection the token is
    // dead or alive whether the request is repeated or not.
    private async Task<T> SendAsync<T>(
        AppCredentials app,
        string path,
        Dictionary<string, string> form,
        Reader<T> read,
        CancellationToken cancellationToken
    )
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(app, path, form, read, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
                when (e
                        is RateLimitedException
                            or ServiceUnavailableException
                            or ConnectionFailedException
                            or ApiTimeoutException
                    && attempt < MaxAttempts
                )
            {
                await _time.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
                pause += pause;
            }
        }
    }

    private async Task<T> AttemptAsync<T>(
        AppCredentials app,
        string path,
        Dictionary<string, string> form,
        Reader<T> read,
        CancellationToken cancellationToken
    )
    {
        var what = "POST " + path;
        using var limit = _time.Timeout(_timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new ApiRoot(AuthUri).Address(path, ApiRoot.NoValues, [])
        );
        if (app.Secret is null || path != "token")
        {
            form["client_id"] = app.ClientId;
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", app.Basic());
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token)
                .ConfigureAwait(false);
            var body = await ReadAsync(response.Content, what, linked.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(body, what, read)
                : throw ErrorOf(response.StatusCode, body, what, Sent());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiTimeoutException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0}: no complete answer from {1} within {2:0.#} seconds.",
                    what,
                    AuthUri.Host,
                    _timeout.TotalSeconds
                ),
                innerException: e
            );
        }
        catch (Exception e) when (NetworkFailure.Is(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionFailedException(
                $"{what}: {NetworkFailure.Describe(e)} ({AuthUri.Host}).",
                innerException: e
            );
        }

        string?[] Sent() =>
            [
                app.Secret,
                request.Headers.Authorization?.Parameter,
                .. SecretFields.Select(field => form.TryGetValue(field, out var value) ? value : null),
            ];
    }

    private static T Read<T>(byte[] body, string what, Reader<T> read)
    {
        try
        {
            return read(body);
        }
        catch (Exception e) when (e is JsonException or InvalidInputException)
        {
            // The body is not quoted, because it contains a secret or should contain one.
            throw new UnexpectedResponseException(
                $"{what}: the authorization server's answer could not be read.",
                innerException: e
            );
        }
    }

    private static CcException ErrorOf(HttpStatusCode status, byte[] body, string what, string?[] sent)
    {
        var error = ApiErrorParser.Parse(body);
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        var key = error?.Key is { } given ? Redaction.Secrets(given, sent) : null;
        var text = error?.Message is { } message ? Redaction.Secrets(message, sent) : key ?? "no reason was given";
        CcException exception = (int)status switch
        {
            429 => new RateLimitedException($"{what}: the authorization server asked for fewer requests ({number})."),
            >= 500 => new ServiceUnavailableException($"{what}: the authorization server failed ({number})."),
            _ => new SignInFailedException($"{text.TrimEnd('.', ' ')} ({key ?? number}).", key),
        };
        exception.StatusCode = status;
        return exception;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, string what, CancellationToken cancellationToken)
    {
        using var stream = new BoundedStream(
            await AnswerText.OpenAsync(content, cancellationToken).ConfigureAwait(false),
            MaxBytes,
            _ => new UnexpectedResponseException($"{what}: the authorization server's answer is too large.")
        );
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, 8192, cancellationToken).ConfigureAwait(false);
        return body.ToArray();
    }

    private delegate T Reader<out T>(ReadOnlySpan<byte> utf8);
}
