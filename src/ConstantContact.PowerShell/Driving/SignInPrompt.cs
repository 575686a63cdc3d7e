using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Leads a person to the page on which to sign in.</summary>
/// <param name="output">The cmdlet's output.</param>
/// <param name="noBrowser">True to show the address instead of opening it.</param>
internal sealed class SignInPrompt(CmdletOutput output, bool noBrowser)
{
    /// <summary>Opens the page in a browser on this machine. Shows the address if there is none.</summary>
    public Task OpenAsync(Uri address)
    {
        if (noBrowser || !Browser.TryOpen(address))
        {
            Show($"Open this address in a browser on this machine to sign in: {address.AbsoluteUri}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Shows the code to enter in a browser on any machine.</summary>
    public void Show(DeviceAuthorization device)
    {
        var address = (device.VerificationUriComplete ?? device.VerificationUri).AbsoluteUri;
        var time = Quantity.Of((long)Math.Round(device.Life.TotalMinutes), "minute");
        Show($"Open {address} in any browser and enter the code {device.UserCode} within {time}.");
    }

    // Like Write-Host: an information record that is visible whatever $InformationPreference says.
    private void Show(string text) => output.WriteInformation(new HostInformationMessage { Message = text }, "PSHOST");
}
