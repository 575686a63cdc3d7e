using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// The authorization server's memory: codes, devices that wait, grants. The public part is for tests and rehearsals,
/// past the protocol: no browser, no counting. Safe to use while requests run.
/// </summary>
public sealed class AuthorizationServer
{
    internal const string OfflineAccess = "offline_access";
    internal static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(300);
    internal static readonly TimeSpan RefreshIdleLife = TimeSpan.FromDays(180);
    internal static readonly TimeSpan DeviceLife = TimeSpan.FromSeconds(600);
    internal static readonly TimeSpan DeviceInterval = TimeSpan.FromSeconds(5);
    private static readonly string[] KnownScopes =
    [
        "contact_data",
        "campaign_data",
        "account_read",
        "account_update",
        "billing_data",
        OfflineAccess,
        "openid",
        "profile",
        "email",
    ];

    // Without the letters and digits that are mistaken for each other.
    private const string UserCodeLetters = "BCDFGHJKLMNPQRSTVWXZ";

    private readonly Lock _gate = new();
    private readonly EmulatorOptions _options;
    private readonly EmulatorClock _clock;
    private readonly Dictionary<string, PendingCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PendingDevice> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Grant> _grants = [];
    private readonly TokenRate _rate = new();
    private SealedTokens _tokens = new();
    private int _lastGrant;

    internal AuthorizationServer(EmulatorOptions options, EmulatorClock clock)
    {
        _options = options;
        _clock = clock;
    }

    /// <summary>The tokens that an application has after a finished sign-in.</summary>
    /// <param name="clientId">A registered client.</param>
    /// <param name="scopes">Blank-separated; offline_access is added, since a refresh token is what this is
    /// for.</param>
    /// <exception cref="ArgumentException">No such client or scope.</exception>
    public (string AccessToken, string RefreshToken) SignIn(
        string clientId,
        string scopes = "contact_data account_read account_update"
    )
    {
        lock (_gate)
        {
            var client =
                Find(clientId) ?? throw new ArgumentException($"There is no client '{clientId}'.", nameof(clientId));
            try
            {
                var issued = Issue(client, [.. ScopesOf(scopes).Union([OfflineAccess], StringComparer.Ordinal)]);
                return (issued.AccessToken, issued.RefreshToken!);
            }
            catch (OAuthProblem problem)
            {
                throw new ArgumentException(problem.Message, nameof(scopes), problem);
            }
        }
    }

    /// <summary>Whether a refresh with this token would work now.</summary>
    public bool IsLive(string refreshToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        lock (_gate)
        {
            return _tokens.ReadRefreshToken(refreshToken) is { } read
                && _grants.TryGetValue(read.Grant, out var grant)
                && grant.Number == read.Number
                && _clock.GetUtcNow() - grant.LastUsed <= RefreshIdleLife;
        }
    }

    /// <summary>The user's decision about a waiting device. False: no device waits with this code.</summary>
    public bool Decide(string userCode, bool allow)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var device = _devices.Values.FirstOrDefault(d =>
                string.Equals(d.UserCode, userCode?.Trim(), StringComparison.OrdinalIgnoreCase)
                && d.Allowed is null
                && d.ExpiresAt > now
            );
            if (device is null)
            {
                return false;
            }

            device.Allowed = allow;
            return true;
        }
    }

    internal RegisteredClient? Find(string? clientId) =>
        (_options.Clients.Count > 0 ? _options.Clients.AsEnumerable() : RegisteredClient.Defaults).FirstOrDefault(c =>
            c.Id == clientId
        );

    /// <exception cref="OAuthProblem">A scope that does not exist.</exception>
    internal static IReadOnlyList<string> ScopesOf(string? text)
    {
        var scopes = (text ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return scopes.Find(s => !KnownScopes.Contains(s, StringComparer.Ordinal)) is { } unknown
            ? throw OAuthProblem.InvalidScope(unknown)
            : scopes;
    }

    internal AcceptedToken? Read(string accessToken)
    {
        lock (_gate)
        {
            return _tokens.Read(accessToken, _clock.GetUtcNow());
        }
    }

    /// <summary>False where a client's token requests come faster than allowed.</summary>
    internal bool MayAsk(string? clientId)
    {
        lock (_gate)
        {
            // Unknown client ids count as one client, so that guessing ids does not fill the memory.
            return _rate.Allows(Find(clientId)?.Id ?? "", _options.TokenRate, _clock.GetUtcNow());
        }
    }

    internal string NewCode(
        RegisteredClient client,
        string redirectUri,
        IReadOnlyList<string> scopes,
        string? challenge
    )
    {
        lock (_gate)
        {
            Forget();
            var code = SealedTokens.Random(24);
            _codes.Add(
                code,
                new PendingCode
                {
                    Client = client,
                    RedirectUri = redirectUri,
                    Scopes = scopes,
                    Challenge = challenge,
                    ExpiresAt = _clock.GetUtcNow() + CodeLife,
                }
            );
            return code;
        }
    }

    internal IssuedTokens Redeem(RegisteredClient client, string code, string? redirectUri, string? verifier)
    {
        lock (_gate)
        {
            if (!_codes.TryGetValue(code, out var pending) || pending.Client.Id != client.Id)
            {
                throw OAuthProblem.InvalidGrant("The authorization code is unknown.");
            }

            if (pending.Used)
            {
                throw OAuthProblem.InvalidGrant("The authorization code was used already.");
            }

            // Used up by any try, as RFC 6749 wants it once: a wrong verifier gets no second guess.
            pending.Used = true;
            if (pending.ExpiresAt <= _clock.GetUtcNow())
            {
                throw OAuthProblem.InvalidGrant("The authorization code has expired.");
            }

            if (pending.RedirectUri != redirectUri)
            {
                throw OAuthProblem.InvalidGrant("The redirect_uri is not the one the code was asked for with.");
            }

            if (pending.Challenge is not null && (verifier is null || ChallengeOf(verifier) != pending.Challenge))
            {
                throw OAuthProblem.InvalidGrant("The code_verifier does not fit the code_challenge.");
            }

            return Issue(client, pending.Scopes);
        }
    }

    internal IssuedTokens Refresh(RegisteredClient client, string refreshToken)
    {
        // The words of the vendor's older server, as quoted in its forum.
        const string Unknown = "unknown, invalid, or expired refresh token";
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (
                _tokens.ReadRefreshToken(refreshToken) is not { } read
                || !_grants.TryGetValue(read.Grant, out var grant)
                || grant.Client.Id != client.Id
            )
            {
                throw OAuthProblem.InvalidGrant(Unknown);
            }

            if (read.Number != grant.Number)
            {
                if (_options.Switches.Is(SwitchCatalogue.RefreshTokenReuse, "revoke"))
                {
                    _grants.Remove(read.Grant);
                }

                throw OAuthProblem.InvalidGrant(Unknown);
            }

            if (now - grant.LastUsed > RefreshIdleLife)
            {
                _grants.Remove(read.Grant);
                throw OAuthProblem.InvalidGrant(Unknown);
            }

            grant.LastUsed = now;
            var access = _tokens.AccessToken(client.Id, grant.Scopes, now, _options.AccessTokenLife);
            if (client.Refresh == RefreshMode.Rotating)
            {
                grant.Number++;
            }
            else if (_options.Switches.Is(SwitchCatalogue.LongLivedAnswer, "absent"))
            {
                return new IssuedTokens(access, RefreshToken: null, grant.Scopes, _options.AccessTokenLife);
            }

            return new IssuedTokens(
                access,
                _tokens.RefreshToken(read.Grant, grant.Number),
                grant.Scopes,
                _options.AccessTokenLife
            );
        }
    }

    internal PendingDevice NewDevice(RegisteredClient client, IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            Forget();
            var letters = RandomNumberGenerator.GetString(UserCodeLetters, 8);
            var device = new PendingDevice
            {
                Client = client,
                DeviceCode = SealedTokens.Random(24),
                UserCode = letters[..4] + "-" + letters[4..],
                Scopes = scopes,
                ExpiresAt = _clock.GetUtcNow() + DeviceLife,
                Interval = DeviceInterval,
            };
            _devices.Add(device.DeviceCode, device);
            return device;
        }
    }

    internal IssuedTokens Poll(RegisteredClient client, string deviceCode)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (!_devices.TryGetValue(deviceCode, out var device) || device.Client.Id != client.Id)
            {
                throw OAuthProblem.InvalidGrant("The device code is unknown.");
            }

            if (device.ExpiresAt <= now)
            {
                throw OAuthProblem.Of("expired_token", "The device code has expired.");
            }

            var isEarly = now - device.LastPoll < device.Interval;
            device.LastPoll = now;
            if (isEarly)
            {
                device.Interval += TimeSpan.FromSeconds(5);
                throw OAuthProblem.Of(
                    "slow_down",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Poll no faster than every {device.Interval.TotalSeconds} seconds."
                    )
                );
            }

            switch (device.Allowed)
            {
                case null:
                    throw OAuthProblem.Of("authorization_pending", "The user has not decided yet.");
                case false:
                    _devices.Remove(deviceCode);
                    throw OAuthProblem.Of("access_denied", "The user denied the request.");
                default:
                    _devices.Remove(deviceCode);
                    return Issue(client, device.Scopes);
            }
        }
    }

    internal void Reset()
    {
        lock (_gate)
        {
            _codes.Clear();
            _devices.Clear();
            _grants.Clear();
            _rate.Reset();
            _tokens = new SealedTokens();
        }
    }

    private static string ChallengeOf(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private IssuedTokens Issue(RegisteredClient client, IReadOnlyList<string> scopes)
    {
        var now = _clock.GetUtcNow();
        string? refresh = null;
        if (scopes.Contains(OfflineAccess, StringComparer.Ordinal))
        {
            _grants.Add(
                ++_lastGrant,
                new Grant
                {
                    Client = client,
                    Scopes = scopes,
                    LastUsed = now,
                }
            );
            refresh = _tokens.RefreshToken(_lastGrant, number: 0);
        }

        return new IssuedTokens(
            _tokens.AccessToken(client.Id, scopes, now, _options.AccessTokenLife),
            refresh,
            scopes,
            _options.AccessTokenLife
        );
    }

    // An hour past its end a code may as well be unknown.
    private void Forget()
    {
        var past = _clock.GetUtcNow() - TimeSpan.FromHours(1);
        foreach (var code in _codes.Where(c => c.Value.ExpiresAt < past).Select(c => c.Key).ToList())
        {
            _codes.Remove(code);
        }

        foreach (var device in _devices.Where(d => d.Value.ExpiresAt < past).Select(d => d.Key).ToList())
        {
            _devices.Remove(device);
        }
    }
}
