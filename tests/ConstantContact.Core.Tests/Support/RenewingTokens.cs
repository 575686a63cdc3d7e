using ConstantContact.Core.Http;

namespace ConstantContact.Core.Tests.Support;

/// <summary>Has one token, and another for every renewal that is allowed.</summary>
public sealed class RenewingTokens(int renewals = 1) : ITokenSource
{
    private int _number = 1;

    public string ClientId => "client";

    public List<string> Refused { get; } = [];

    public Task<string> GetAccessTokenAsync(CancellationToken cancellationToken) => Task.FromResult($"token-{_number}");

    public Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken)
    {
        Refused.Add(refusedToken);
        if (_number > renewals)
        {
            return Task.FromResult(false);
        }

        _number++;
        return Task.FromResult(true);
    }
}
