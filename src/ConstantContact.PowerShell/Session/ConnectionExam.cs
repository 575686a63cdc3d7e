using System.Globalization;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.PowerShell.Session;

/// <summary>The checks of a connection. Each one depends on the checks before it.</summary>
internal sealed class ConnectionExam
{
    // Tokens are valid for hours. A difference of a minute is harmless, but several minutes may not be.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongIdle = TimeSpan.FromDays(150);

    private readonly CcConnection _connection;
    private readonly IReadOnlyList<string> _scopes;
    private readonly IReadOnlyList<string> _privileges;
    private readonly string _purpose;

    internal ConnectionExam(CcConnection connection, IReadOnlyList<string> commands)
    {
        _connection = connection;
        (_scopes, _privileges) = CommandNeeds.Of(commands);
        _purpose = string.Join(", ", commands);
    }

    internal async Task RunAsync(Func<ConnectionCheck, Task> report, CancellationToken cancellationToken)
    {
        var host = await HostProbe
            .AskAsync(_connection.BaseUri, _connection.Options, _connection.Time, cancellationToken)
            .ConfigureAwait(false);
        await report(Network("Network", _connection.BaseUri, host)).ConfigureAwait(false);
        await report(await AuthorizationServerAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await report(Clock(host)).ConfigureAwait(false);

        // If the bare request failed, the API is called only if that gives more information.
        var (privileges, error) = host.Failure is null
            ? await CallAsync(cancellationToken).ConfigureAwait(false)
            : (null, null);
        var address = host.Failure is null ? Address(error) : Skipped("Address", "The service cannot be reached.");
        await report(address).ConfigureAwait(false);
        await report(
                address.Status == CheckStatus.Failed ? Skipped("Token", "The address is not the API's.")
                : host.Failure is not null ? Skipped("Token", "The service cannot be reached.")
                : Token(error)
            )
            .ConfigureAwait(false);
        await report(Scopes()).ConfigureAwait(false);
        await report(Privileges(privileges)).ConfigureAwait(false);
        await report(Budget(_connection.Client.Allowance)).ConfigureAwait(false);
    }

    private static ConnectionCheck Network(string name, Uri address, HostProbe probe) =>
        probe.Failure is { } failure
            ? new ConnectionCheck(
                name,
                CheckStatus.Failed,
                $"{address.Host}: {failure}.",
                "Check the network and the proxy parameters of Connect-CcAccount, and check that TLS 1.2 to this host "
                    + "is allowed."
            )
        : (int)probe.Status!.Value >= 500
            ? new ConnectionCheck(
                name,
                CheckStatus.Failed,
                $"{address.Host} responds with an error ({(int)probe.Status.Value}).",
                "The service, or a proxy in front of it, has a problem. Try again in a few minutes."
            )
        : new ConnectionCheck(name, CheckStatus.Passed, $"{address.Host} answers.");

    private async Task<ConnectionCheck> AuthorizationServerAsync(CancellationToken cancellationToken)
    {
        const string Name = "AuthorizationServer";
        return _connection.Tokens is RefreshingTokenSource tokens
            ? Network(
                Name,
                tokens.AuthUri,
                await HostProbe
                    .AskAsync(tokens.AuthUri, _connection.Options, _connection.Time, cancellationToken)
                    .ConfigureAwait(false)
            )
            : Skipped(Name, "Not needed, because this connection has only an access token.");
    }

    private static ConnectionCheck Clock(HostProbe probe)
    {
        if (probe.ClockDifference is not { } difference)
        {
            return Skipped("Clock", "The service did not report its time.");
        }

        var text = string.Format(
            CultureInfo.InvariantCulture,
            "This machine's clock is {0} {1} the service's.",
            Quantity.Of((long)Math.Round(Math.Abs(difference.TotalSeconds)), "second"),
            difference < TimeSpan.Zero ? "behind" : "ahead of"
        );
        return difference.Duration() <= ClockTolerance
            ? new ConnectionCheck("Clock", CheckStatus.Passed, text)
            : new ConnectionCheck(
                "Clock",
                CheckStatus.Failed,
                text,
                "Set the clock, or use a time server. A wrong clock renews tokens and resets the daily allowance "
                    + "at the wrong time."
            );
    }

    private async Task<(IReadOnlyList<string>? Privileges, CcException? Error)> CallAsync(
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                await _connection
                    .Client.SendAsync(AccountApi.UserPrivileges(), cancellationToken)
                    .ConfigureAwait(false),
                null
            );
        }
        catch (CcException e)
        {
            return (null, e);
        }
    }

    /// <summary>Whether the API is below the address. A missing version is the usual mistake.</summary>
    private ConnectionCheck Address(CcException? error) =>
        error switch
        {
            null or { StatusCode: not null } and not (NotFoundException or UnexpectedResponseException) =>
                new ConnectionCheck("Address", CheckStatus.Passed, $"The API is at {_connection.BaseUri}."),
            NotFoundException or UnexpectedResponseException => new ConnectionCheck(
                "Address",
                CheckStatus.Failed,
                $"The API is not at {_connection.BaseUri}. {error.Message}",
                ApiClientOptions.HasVersion(_connection.BaseUri)
                    ? "Connect again with the API's address, or without -BaseUri for the real service."
                    : "Connect again with the version at the end of the address: -BaseUri "
                        + $"{_connection.BaseUri.AbsoluteUri.TrimEnd('/')}/v3"
            ),
            _ => Skipped("Address", $"The check could not run: {error.Message}"),
        };

    private ConnectionCheck Token(CcException? error)
    {
        const string Name = "Token";
        if (
            error
            is AuthenticationFailedException
                or SignInExpiredException
                or SignInFailedException
                or TokenStoreException
        )
        {
            return new ConnectionCheck(Name, CheckStatus.Failed, error.Message, error.RecommendedAction);
        }

        if (error is not null)
        {
            // Not the fault of the token. For instance, the budget check reports its own failure.
            return Skipped(Name, $"The check could not run: {error.Message}");
        }

        var now = _connection.Time.GetUtcNow();
        if (_connection.Tokens.RefreshTokenUsedAt is { } used && now - used >= LongIdle)
        {
            var idle = string.Format(
                CultureInfo.InvariantCulture,
                "The refresh token was last used {0} ago. It expires after 180 days without use.",
                Quantity.Of((long)(now - used).TotalDays, "day")
            );
            return new ConnectionCheck(
                Name,
                CheckStatus.Warning,
                idle,
                "Run a command that sends a request more often."
            );
        }

        if (_connection.ExpiresAt is { } end && !_connection.CanRenew && end - now < ShortLife)
        {
            var left = Quantity.Of((long)Math.Round((end - now).TotalMinutes), "minute");
            return new ConnectionCheck(
                Name,
                CheckStatus.Warning,
                $"The access token expires in {left} and cannot be renewed.",
                "For longer runs, sign in with a refresh token (scope offline_access)."
            );
        }

        var verdict = _connection.CanRenew
            ? "The service accepts the token, and it is renewed automatically."
            : "The service accepts the token, but it cannot be renewed.";
        return new ConnectionCheck(Name, CheckStatus.Passed, verdict);
    }

    private ConnectionCheck Scopes()
    {
        if (_connection.Scopes is not { } granted)
        {
            return Skipped("Scopes", "The token does not state its scopes.");
        }

        string[] missing = [.. _scopes.Except(granted, StringComparer.Ordinal)];
        return missing.Length == 0
            ? new ConnectionCheck("Scopes", CheckStatus.Passed, $"Granted: {string.Join(" ", granted)}.")
            : new ConnectionCheck(
                "Scopes",
                CheckStatus.Failed,
                $"Missing for {_purpose}: {string.Join(", ", missing)}.",
                $"Sign in again with -Scope {string.Join(",", _scopes.Union(granted, StringComparer.Ordinal))}."
            );
    }

    private ConnectionCheck Privileges(IReadOnlyList<string>? held)
    {
        if (held is null)
        {
            return Skipped("Privileges", "The user's privileges could not be read.");
        }

        string[] missing = [.. _privileges.Except(held, StringComparer.Ordinal)];
        return missing.Length == 0
            ? new ConnectionCheck("Privileges", CheckStatus.Passed, $"The user has: {string.Join(", ", _privileges)}.")
            : new ConnectionCheck(
                "Privileges",
                CheckStatus.Failed,
                $"The user lacks privileges for {_purpose}: {string.Join(", ", missing)}.",
                "Ask the account owner to give the user these privileges, or sign in as another user."
            );
    }

    private static ConnectionCheck Budget(Allowance allowance)
    {
        var text = string.Format(
            CultureInfo.InvariantCulture,
            "{0:N0} of {1} {2} left until {3:u}.",
            allowance.Left,
            Quantity.Of(allowance.PerDay, "request"),
            Quantity.Noun(allowance.Left, "is", "are"),
            allowance.ResetsAt
        );
        if (allowance.Left <= 0)
        {
            const string Remedy = "Wait until the allowance resets, or ask the vendor for a larger one.";
            return new ConnectionCheck("Budget", CheckStatus.Failed, text, Remedy);
        }

        if (allowance.Left * 10 < allowance.PerDay)
        {
            const string Remedy = "For large changes, use the bulk cmdlets, which need far fewer requests.";
            return new ConnectionCheck("Budget", CheckStatus.Warning, text, Remedy);
        }

        return new ConnectionCheck("Budget", CheckStatus.Passed, text);
    }

    private static ConnectionCheck Skipped(string name, string message) => new(name, CheckStatus.Skipped, message);
}
