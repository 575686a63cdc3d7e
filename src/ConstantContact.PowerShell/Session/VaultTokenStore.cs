using System.Management.Automation;
using System.Net;
using System.Security;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// Keeps the sign-in in a vault of Microsoft.PowerShell.SecretManagement. That module is called by name and is not a
/// dependency, so users without a vault need not install it.
/// </summary>
internal sealed class VaultTokenStore : PowerShellTokenStore
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";
    private readonly string _vault;
    private readonly string _secret;

    internal VaultTokenStore(string vault, string secret)
    {
        _vault = vault;
        _secret = secret;
    }

    public override string Description => $"vault {_vault}, secret {_secret}";

    private protected override string LockName => StableName.Of("vault", _vault, _secret);

    public override async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        // Look for the secret first, because a missing secret causes an ordinary error.
        var known = await RunAsync(shell =>
                Command(shell, "Get-SecretInfo").AddParameter("Name", WildcardPattern.Escape(_secret))
            )
            .ConfigureAwait(false);
        if (known.Count == 0)
        {
            return null;
        }

        var found = await RunAsync(shell => Command(shell, "Get-Secret").AddParameter("Name", _secret))
            .ConfigureAwait(false);
        return found.Count == 0
            ? null
            : found[0].BaseObject switch
            {
                SecureString secret => new NetworkCredential("", secret).Password,
                string text => text,
                PSCredential credential => credential.GetNetworkCredential().Password,
                _ => throw new FormatException("the secret is not text."),
            };
    }

    public override Task SaveAsync(string text, CancellationToken cancellationToken) =>
        RunAsync(shell =>
        {
            var secret = new NetworkCredential("", text).SecurePassword;
            Command(shell, "Set-Secret").AddParameter("Name", _secret).AddParameter("Secret", secret);
        });

    public override async Task ClearAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            await RunAsync(shell => Command(shell, "Remove-Secret").AddParameter("Name", _secret))
                .ConfigureAwait(false);
        }
    }

    private protected override Exception Explain(Exception error)
    {
        if (error is CommandNotFoundException)
        {
            return TokenStoreException.Failed(
                Description,
                "be used",
                new InvalidOperationException($"the module {Module} is not installed.", error),
                $"Install it (Install-Module {Module}) and a vault extension such as Microsoft.PowerShell.SecretStore."
            );
        }

        // The engine wraps the vault's own words in a sentence about $ErrorActionPreference.
        var reason = error is ActionPreferenceStopException stop ? stop.ErrorRecord.Exception : error;
        return TokenStoreException.Failed(
            Description,
            "be used",
            reason,
            "Check the vault's name (Get-SecretVault). If the vault is locked, unlock it first, for instance "
                + "with Unlock-SecretStore."
        );
    }

    private System.Management.Automation.PowerShell Command(
        System.Management.Automation.PowerShell shell,
        string name
    ) =>
        shell
            .AddCommand($"{Module}\\{name}")
            .AddParameter("Vault", _vault)
            .AddParameter("ErrorAction", ActionPreference.Stop);
}
