using System.Management.Automation;
using System.Net;
using System.Security;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Security, Lacks = "reading encrypted text (-Key, -SecureKey, DPAPI): only -AsPlainText")]
[Cmdlet(VerbsData.ConvertTo, "SecureString")]
[OutputType(typeof(SecureString))]
public sealed class ConvertToSecureStringCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string String { get; set; } = string.Empty;

    [Parameter(Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        var secret = new NetworkCredential(string.Empty, String).SecurePassword;
        secret.MakeReadOnly();
        WriteObject(secret);
    }
}
