using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>
/// Finds out what a refused request lacked. The token states its scopes, and the service, asked once for each client,
/// states the user's privileges.
/// </summary>
internal sealed class AccessAdvice : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    private bool _asked;

    private IReadOnlyList<string>? _privileges;

    /// <summary>Returns the same error with the missing scope or privilege.</summary>
    /// <param name="error">The 403.</param>
    /// <param name="token">The token that was refused.</param>
    /// <param name="ask">Requests the user's privileges. Null: they are not known.</param>
    /// <param name="cancellationToken">Stops waiting for the privileges.</param>
    public async Task<ForbiddenException> ExplainAsync(
        ForbiddenException error,
        string token,
        Func<CancellationToken, Task<IReadOnlyList<string>?>> ask,
        CancellationToken cancellationToken
    )
    {
        var scopes = AccessToken.Parse(token).Scopes;
        if (error.RequiredScope is { } scope && scopes is not null && !scopes.Contains(scope, StringComparer.Ordinal))
        {
            return error.Lacking(scope, null, $"The token does not have the scope '{scope}'; it has {Listed(scopes)}.");
        }

        if (
            error.RequiredPrivilege is not { } privilege
            || await PrivilegesAsync(ask, cancellationToken).ConfigureAwait(false) is not { } privileges
        )
        {
            return error;
        }

        return privileges.Contains(privilege, StringComparer.OrdinalIgnoreCase)
            ? error.Lacking(
                null,
                null,
                scopes is null || error.RequiredScope is null
                    ? $"The user has the privilege '{privilege}'."
                    : $"The token has the scope '{error.RequiredScope}' and the user the privilege '{privilege}': the "
                        + "application may be deactivated, or the account's plan may not include this feature."
            )
            : error.Lacking(
                null,
                privilege,
                $"The user does not have the privilege '{privilege}'; it has {Listed(privileges)}."
            );
    }

    public void Dispose() => _one.Dispose();

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private async Task<IReadOnlyList<string>?> PrivilegesAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>?>> ask,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_asked)
            {
                try
                {
                    _privileges = await ask(cancellationToken).ConfigureAwait(false);
                }
                catch (CcException)
                {
                    // This look-up only explains an error and must not replace it.
                }

                _asked = true;
            }

            return _privileges;
        }
        finally
        {
            _one.Release();
        }
    }
}
