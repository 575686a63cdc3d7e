using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsCommunications.Read, "Host")]
[OutputType(typeof(string), typeof(System.Security.SecureString))]
public sealed class ReadHostCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    public object? Prompt { get; set; }

    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    [Parameter]
    public SwitchParameter MaskInput { get; set; }

    protected override void EndProcessing()
    {
        if (Prompt is not null)
        {
            Host.UI.Write(LanguagePrimitives.ConvertTo<string>(Prompt) + ": ");
        }

        if (!AsSecureString && !MaskInput)
        {
            WriteObject(Host.UI.ReadLine());
            return;
        }

        var secret = Host.UI.ReadLineAsSecureString();
        WriteObject(AsSecureString ? secret : new System.Net.NetworkCredential(string.Empty, secret).Password);
    }
}
