using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>
/// Finds out what a refused request lacked: the token says which scopes it has, and the service, asked once for each client,
/// what the user may do.
/// </summary>
internal sealed class AccessAdvice : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    private bool _asked;

    private IReadOnlyList<string>? _privileges;

    /// <summary>The same error, naming what is missing.</summary>
    /// <param name="error">The 403.</param>
    /// <param name="token">The token that was refused.</param>
    /// <param name="ask">Asks for the user's privileges. Null: they are not known.</param>
    /// <param name="cancellationToken">Gives up asking.</param>
    public async Task<ForbiddenException> ExplainAsync(
        ForbiddenException error,
        string token,
        Func<CancellationToken, Task<IReadOnlyList<string>?>> ask,
        CancellationToken cancellationToken)
    {
        var scopes = AccessToken.Parse(token).Scopes;
        if (error.RequiredScope is { } scope && scopes is not null && !scopes.Contains(scope, StringComparer.Ordinal))
        {
            return error.Lacking(scope, null, $"The token does not have the scope '{scope}'; it has {Listed(scopes)}.");
        }

        if (error.RequiredPrivilege is not { } privilege || await PrivilegesAsync(ask, cancellationToken).ConfigureAwait(false) is not { } privileges)
        {
            return error;
        }

        return privileges.Contains(privilege, StringComparer.OrdinalIgnoreCase)
            ? error.Lacking(null, null, scopes is null || error.RequiredScope is null
                ? $"The user has the privilege '{privilege}'."
                : $"The token has the scope '{error.RequiredScope}' and the user the privilege '{privilege}': the application may have been deactivated, or the account's plan may not include this.")
            : error.Lacking(null, privilege, $"The user does not have the privilege '{privilege}'; it has {Listed(privileges)}.");
    }

    public void Dispose() => _one.Dispose();

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private async Task<IReadOnlyList<string>?> PrivilegesAsync(Func<CancellationToken, Task<IReadOnlyList<string>?>> ask, CancellationToken cancellationToken)
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
                    // It was to explain an error, and must not take its place.
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
