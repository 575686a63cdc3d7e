using System.Management.Automation;
using ConstantContact.PowerShell.Emulation;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Emulator;

/// <summary><c>Stop-CcEmulator</c>: ends emulators that this session started, and the connection to them.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CcEmulator", SupportsShouldProcess = true)]
public sealed class StopCcEmulatorCommand : AsyncCmdlet
{
    /// <summary>What Start-CcEmulator returned; all of this session unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public CcEmulator[]? Emulator { get; set; }

    private protected override object? ErrorTarget => Emulator;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<CcEmulator> emulators = Emulator ?? await output.OnPipelineThreadAsync(static () => SessionEmulators.Current).ConfigureAwait(false);
        if (emulators.Count == 0)
        {
            output.WriteVerbose("This session runs no emulator.");
        }

        foreach (CcEmulator emulator in emulators)
        {
            if (await output.ShouldProcessAsync($"{emulator}", "Stop emulator").ConfigureAwait(false))
            {
                await output.OnPipelineThreadAsync(() => Disconnect(emulator)).ConfigureAwait(false);
                emulator.End();
                output.WriteVerbose($"The emulator at {emulator} has ended.");
            }
        }
    }

    /// <summary>Not back to the account before: a script would go on there without knowing.</summary>
    private static bool Disconnect(CcEmulator emulator)
    {
        SessionEmulators.Remove(emulator);
        return ConnectionStore.Current == emulator.Connection && ConnectionStore.Remove();
    }
}
