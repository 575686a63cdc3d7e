using System.Management.Automation;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>
/// Tests whether the connection is ready for a task. Returns one result for each check, with a remedy if it failed.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CcConnection")]
[OutputType(typeof(ConnectionCheck))]
public sealed class TestCcConnectionCommand : ConnectedCmdlet
{
    /// <summary>
    /// The cmdlets that you want to run. Their scopes and privileges are checked. The default is Get-CcContact and
    /// Update-CcContact.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string[] For { get; set; } = ["Get-CcContact", "Update-CcContact"];

    private protected override Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        new ConnectionExam(Account, For).RunAsync(check => output.WriteObjectAsync(check), cancellationToken);
}
