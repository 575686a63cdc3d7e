using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>
/// Forgets this runspace's default connection. Does not revoke a token. Objects from <c>-PassThru</c> keep working.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "CcAccount", SupportsShouldProcess = true)]
public sealed class DisconnectCcAccountCommand : AsyncCmdlet
{
    /// <summary>Also removes the stored sign-in and the saved profile.</summary>
    [Parameter]
    public SwitchParameter ClearSaved { get; set; }

    /// <summary>With -ClearSaved: the profile to remove, whether connected or not.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (ProfileName is not null && !ClearSaved)
        {
            throw InvalidInputException.Value(
                "ProfileName",
                ProfileName,
                "disconnecting affects only the current connection.",
                "To remove the saved profile, add -ClearSaved."
            );
        }

        var current = await output.OnPipelineThreadAsync(static () => ConnectionStore.Current).ConfigureAwait(false);
        if (ClearSaved)
        {
            await ClearAsync(output, current, cancellationToken).ConfigureAwait(false);
        }

        if (current is null || (ProfileName is not null && ProfileName != current.ProfileName))
        {
            output.WriteVerbose("There was no connection to disconnect.");
            return;
        }

        if (await output.ShouldProcessAsync(current.ToString(), "Disconnect").ConfigureAwait(false))
        {
            await output.OnPipelineThreadAsync(ConnectionStore.Remove).ConfigureAwait(false);
            output.WriteVerbose("Disconnected.");
        }
    }

    private async Task ClearAsync(CmdletOutput output, CcConnection? current, CancellationToken cancellationToken)
    {
        var name = ProfileName ?? current?.ProfileName;
        if (ProfileName is null && current is not null)
        {
            if (await output.ShouldProcessAsync(current.Store, "Remove the stored sign-in").ConfigureAwait(false))
            {
                await current.Tokens.ClearAsync(cancellationToken).ConfigureAwait(false);
                RemoveProfile(name);
            }
        }
        else if (name is not null)
        {
            var profile = ConnectionProfile.Load(name);
            var choice = StoreChoice.Of(profile);
            if (
                await output
                    .ShouldProcessAsync($"{name} ({choice.Store.Description})", "Remove the stored sign-in")
                    .ConfigureAwait(false)
            )
            {
                using var oauth = new OAuthClient(
                    profile.AuthUri,
                    new() { BaseUri = profile.BaseUri },
                    System.TimeProvider.System
                );
                await new RefreshingTokenSource(
                    oauth,
                    new AppCredentials(profile.ClientId, clientSecret: null),
                    choice.Store,
                    new CustodyOptions()
                )
                    .ClearAsync(cancellationToken)
                    .ConfigureAwait(false);
                RemoveProfile(name);
            }
        }
    }

    private static void RemoveProfile(string? name)
    {
        if (name is null)
        {
            return;
        }

        try
        {
            ConnectionProfile.Remove(name);
        }
        catch (IOException e)
        {
            throw TokenStoreException.Failed("profile " + name, "be removed", e);
        }
    }
}
