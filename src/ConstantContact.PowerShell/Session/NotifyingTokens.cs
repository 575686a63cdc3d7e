using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Session;

/// <summary>Forwards the messages of a token source to the cmdlet that requested the token.</summary>
internal sealed class NotifyingTokens : ITokenSource
{
    private readonly TokenSource _tokens;

    internal NotifyingTokens(TokenSource tokens)
    {
        _tokens = tokens;
    }

    public string ClientId => _tokens.ClientId;

    public async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _tokens.GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Pass(_tokens, AmbientOutput.Current);
        }
    }

    public async Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken)
    {
        try
        {
            return await _tokens.TryRenewAsync(refusedToken, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Pass(_tokens, AmbientOutput.Current);
        }
    }

    /// <summary>Without an output, the messages wait for the next one.</summary>
    internal static void Pass(TokenSource tokens, CmdletOutput? output)
    {
        while (output is not null && tokens.NextWarning() is { } text)
        {
            output.WriteWarning(text);
        }
    }
}
