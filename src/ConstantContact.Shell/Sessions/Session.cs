using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.Hosting;

namespace ConstantContact.Shell.Sessions;

/// <summary>One runspace with the module imported, and one way to run something in it and show what comes out.</summary>
internal sealed class Session : IDisposable
{
    private readonly ShellUserInterface _ui = new();

    public Session()
    {
        Host = new ShellHost(_ui);
        Runspace = RunspaceBuilder.Open(Host);
        Runspace.DefaultRunspace = Runspace;
        if (!Terminal.AnsiOutput)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public ShellHost Host { get; }

    public Interruption Interruption { get; } = new();

    public Runspace Runspace { get; }

    public LineEditor Editor => _ui.Editor;

    public void ImportModule(string manifest)
    {
        using var shell = PowerShell.Create(Runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("Scope", "Global").AddParameter("ErrorAction", ActionPreference.Stop);
        shell.Invoke();
    }

    public void SetVariable(string name, object value) => Runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a command with Out-Default behind it; errors that end it are shown, not thrown.</summary>
    public PipelineOutcome Run(Command command, bool addToHistory = false, IEnumerable? input = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var shell = PowerShell.Create(Runspace);
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.Commands.AddCommand(command);
        shell.AddCommand("Out-Default");
        using var guard = Interruption.Guard(shell);
        try
        {
            shell.Invoke(input, new PSInvocationSettings { Host = Host, AddToHistory = addToHistory });
            return PipelineOutcome.Completed;
        }
        catch (PipelineStoppedException)
        {
            return PipelineOutcome.Stopped;
        }
        catch (Exception problem) when (problem is RuntimeException or HostException or InvalidOperationException)
        {
            if (Interruption.ExitCode != 0)
            {
                return PipelineOutcome.Stopped;
            }

            Show(problem);
            return PipelineOutcome.Failed;
        }
    }

    public void Show(Exception problem)
    {
        var record = (problem as IContainsErrorRecord)?.ErrorRecord ?? new ErrorRecord(problem, "ShellFailure", ErrorCategory.NotSpecified, targetObject: null);
        var shown = PSObject.AsPSObject(record);

        EngineInternals.MarkAsError(shown);
        using var shell = PowerShell.Create(Runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", shown);
        shell.Invoke(input: null, new PSInvocationSettings { Host = Host });
    }

    /// <summary>What a command returns, as one text; for the prompt.</summary>
    public string? Ask(string command)
    {
        using var shell = PowerShell.Create(Runspace);
        return shell.AddScript(command).Invoke<string>().LastOrDefault();
    }

    public void Dispose()
    {
        Interruption.Dispose();
        Runspace.Dispose();
    }
}
