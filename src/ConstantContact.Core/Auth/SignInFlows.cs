using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Auth;

/// <summary>
/// The ways in which a person signs in. Each ends with a sign-in that a token source has taken over and stored.
/// </summary>
public static class SignInFlows
{
    /// <summary>The redirect address, unless another one is registered.</summary>
    public static Uri DefaultRedirectUri { get; } = new("http://localhost:8413/callback");

    /// <summary>Authorization code with PKCE, through a browser on this machine.</summary>
    /// <param name="oauth">The authorization server.</param>
    /// <param name="request">The application and the scopes.</param>
    /// <param name="redirectUri">An address on this machine, exactly as registered for the application.</param>
    /// <param name="limit">The time that the person has.</param>
    /// <param name="show">Opens or shows the address. Called once the listener is ready.</param>
    /// <param name="tokens">Takes over the sign-in before the browser reports success.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    public static async Task BrowserAsync(
        OAuthClient oauth,
        SignInRequest request,
        Uri redirectUri,
        TimeSpan limit,
        Func<Uri, Task> show,
        RefreshingTokenSource tokens,
        CancellationToken cancellationToken
    )
    {
        await tokens.CheckStoreAsync(cancellationToken).ConfigureAwait(false);
        var pkce = new Pkce();
        var state = Pkce.RandomText();
        using var listener = new LoopbackListener(redirectUri, oauth.Time);
        await show(oauth.AuthorizeUri(request.App, redirectUri, request.Scope, state, pkce.Challenge))
            .ConfigureAwait(false);

        using var answer = await WaitAsync(listener, oauth.Time, redirectUri, limit, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var code = CodeOf(answer.Parameters, state);
            var token = await oauth
                .RedeemAsync(request.App, code, redirectUri, pkce.Verifier, cancellationToken)
                .ConfigureAwait(false);
            await FinishAsync(oauth, request, token, tokens, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException e)
        {
            await answer.FailAsync(e.Message).ConfigureAwait(false);
            throw;
        }

        await answer.SucceedAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Signs in with a code that was obtained in another way, such as by an application's own web page.
    /// </summary>
    public static async Task CodeAsync(
        OAuthClient oauth,
        SignInRequest request,
        string code,
        Uri redirectUri,
        string? verifier,
        RefreshingTokenSource tokens,
        CancellationToken cancellationToken
    )
    {
        await tokens.CheckStoreAsync(cancellationToken).ConfigureAwait(false);
        var token = await oauth
            .RedeemAsync(request.App, code.Trim(), redirectUri, verifier, cancellationToken)
            .ConfigureAwait(false);
        await FinishAsync(oauth, request, token, tokens, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Device authorization (RFC 8628): the person enters a code in a browser on any machine.</summary>
    public static async Task DeviceAsync(
        OAuthClient oauth,
        SignInRequest request,
        Action<DeviceAuthorization> show,
        RefreshingTokenSource tokens,
        CancellationToken cancellationToken
    )
    {
        await tokens.CheckStoreAsync(cancellationToken).ConfigureAwait(false);
        var device = await oauth.StartDeviceAsync(request.App, request.Scope, cancellationToken).ConfigureAwait(false);
        show(device);
        var token = await PollAsync(oauth, request.App, device, cancellationToken).ConfigureAwait(false);
        await FinishAsync(oauth, request, token, tokens, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<TokenAnswer> PollAsync(
        OAuthClient oauth,
        AppCredentials app,
        DeviceAuthorization device,
        CancellationToken cancellationToken
    )
    {
        var start = oauth.Time.GetTimestamp();
        var interval = device.Interval;
        while (oauth.Time.GetElapsedTime(start) < device.Life)
        {
            await oauth.Time.WaitAsync(interval, cancellationToken).ConfigureAwait(false);
            try
            {
                return await oauth.PollAsync(app, device.DeviceCode, cancellationToken).ConfigureAwait(false);
            }
            catch (SignInFailedException e)
            {
                switch (e.OAuthError)
                {
                    case "authorization_pending":
                        break;
                    case "slow_down":
                        interval += TimeSpan.FromSeconds(5);
                        break;
                    case "access_denied":
                        throw new SignInDeniedException(e);
                    case "expired_token":
                        throw SignInTimeoutException.Device(e);
                    default:
                        throw;
                }
            }
            catch (CcException e)
                when (e
                        is ConnectionFailedException
                            or ApiTimeoutException
                            or ServiceUnavailableException
                            or RateLimitedException
                )
            {
                // RFC 8628 §3.5: poll more slowly if the server does not answer.
                interval += interval;
            }
        }

        throw SignInTimeoutException.Device();
    }

    private static async Task<LoopbackAnswer> WaitAsync(
        LoopbackListener listener,
        TimeProvider time,
        Uri redirectUri,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var patience = time.Timeout(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await listener.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SignInTimeoutException.Browser(limit, redirectUri);
        }
    }

    // Check the state first. If it differs, ignore everything else, including an error.
    private static string CodeOf(IReadOnlyDictionary<string, string> answer, string state)
    {
        if (!answer.TryGetValue("state", out var given) || !SameText(given, state))
        {
            throw new SignInStateException();
        }

        if (answer.TryGetValue("error", out var error))
        {
            throw error == "access_denied"
                ? new SignInDeniedException()
                : new SignInFailedException(
                    Redaction.Secrets(
                        (answer.TryGetValue("error_description", out var text) ? text : "The sign-in was refused.")
                            + $" ({error})"
                    ),
                    error
                );
        }

        return answer.TryGetValue("code", out var code) && code.Length > 0
            ? code
            : throw new SignInFailedException("The browser returned no code.", oauthError: null);
    }

    // Takes the same time regardless of how much of the text is correct.
    private static bool SameText(string left, string right)
    {
        var a = Encoding.UTF8.GetBytes(left);
        var b = Encoding.UTF8.GetBytes(right);
        var difference = a.Length ^ b.Length;
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            difference |= a[i] ^ b[i];
        }

        return difference == 0;
    }

    private static async Task FinishAsync(
        OAuthClient oauth,
        SignInRequest request,
        TokenAnswer token,
        RefreshingTokenSource tokens,
        CancellationToken cancellationToken
    )
    {
        var signIn = StoredSignIn.From(request.App, oauth.AuthUri, token, before: null, oauth.Time.GetUtcNow());
        if (request.MustLast && !signIn.HasRefreshToken)
        {
            throw new NoRefreshTokenException(
                signIn.Scopes.Count == 0 ? "(not stated)" : string.Join(" ", signIn.Scopes)
            );
        }

        await tokens.AdoptAsync(signIn, cancellationToken).ConfigureAwait(false);
    }
}
