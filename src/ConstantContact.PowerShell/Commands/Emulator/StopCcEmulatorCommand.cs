using System.Management.Automation;
using ConstantContact.PowerShell.Emulation;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Emulator;

/// <summary><c>Stop-CcEmulator</c>: ends emulators that this session started, and the connections to them.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CcEmulator", SupportsShouldProcess = true)]
public sealed class StopCcEmulatorCommand : AsyncCmdlet
{
    /// <summary>The objects that Start-CcEmulator returned. The default is all emulators of this session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public CcEmulator[]? Emulator { get; set; }

    private protected override object? ErrorTarget => Emulator;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var emulators =
            Emulator ?? await output.OnPipelineThreadAsync(static () => SessionEmulators.Current).ConfigureAwait(false);
        if (emulators.Count == 0)
        {
            output.WriteVerbose("This session runs no emulator.");
        }

        foreach (var emulator in emulators)
        {
            if (await output.ShouldProcessAsync($"{emulator}", "Stop emulator").ConfigureAwait(false))
            {
                await output.OnPipelineThreadAsync(() => Disconnect(emulator)).ConfigureAwait(false);
                emulator.End();
                output.WriteVerbose($"The emulator at {emulator} has ended.");
            }
        }
    }

    /// <summary>Does not return to the previous account, because a script would continue there unnoticed.</summary>
    private static bool Disconnect(CcEmulator emulator)
    {
        SessionEmulators.Remove(emulator);
        return ConnectionStore.Current == emulator.Connection && ConnectionStore.Remove();
    }
}
