using System.Management.Automation;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>Whether the connection is good for a task: one result for each check, with a remedy where it fails.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CcConnection")]
[OutputType(typeof(ConnectionCheck))]
public sealed class TestCcConnectionCommand : ConnectedCmdlet
{
    /// <summary>The cmdlets that are to be run: their scopes and privileges are looked for. Get-CcContact and Update-CcContact unless given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string[] For { get; set; } = ["Get-CcContact", "Update-CcContact"];

    private protected override Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        new ConnectionExam(Account, For).RunAsync(check => output.WriteObjectAsync(check), cancellationToken);
}
