using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Security)]
[Cmdlet(VerbsCommon.Get, "Credential")]
[OutputType(typeof(PSCredential))]
public sealed class GetCredentialCommand : StandInCmdlet
{
    [Parameter(Position = 0)]
    public string UserName { get; set; } = string.Empty;

    [Parameter]
    public string Message { get; set; } = string.Empty;

    [Parameter]
    public string Title { get; set; } = "PowerShell credential request";

    protected override void EndProcessing() =>
        WriteObject(Host.UI.PromptForCredential(Title, string.IsNullOrEmpty(Message) ? "Enter your credentials." : Message, UserName, string.Empty));
}
