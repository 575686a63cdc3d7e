using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using Engine = System.Management.Automation.PowerShell;

namespace ConstantContact.Tests.Hosted;

/// <summary>A runspace of real PowerShell, in this process, with the built module imported.</summary>
public sealed class ModuleHost : IDisposable
{
    // Runspaces that have the module already: to import it takes three times as long as all else that a host needs.
    private static readonly ConcurrentBag<ModuleHost> Idle = [];

    private static readonly Lazy<HashSet<string>> NamesOfANewOne = new(() =>
    {
        using ModuleHost host = Open();
        return host.Run("(Get-ChildItem Function:, Alias:).Name")
            .Output.Select(name => name.ToString()!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    });

    private readonly Runspace _runspace;

    private readonly bool _lent;

    private ModuleHost(Runspace runspace, TestHostUi ui, bool lent = false)
    {
        _runspace = runspace;
        _lent = lent;
        Ui = ui;
    }

    public TestHostUi Ui { get; }

    public Runspace Runspace => _runspace;

    /// <summary>A runspace with the module, and more modules after it.</summary>
    public static ModuleHost Open(params string[] moreModules)
    {
        ModuleHost host = OpenWithoutModule();
        host.Run(
                "param($paths) foreach ($path in $paths) { Import-Module $path -ErrorAction Stop }",
                (object)new[] { TestFiles.Manifest }.Concat(moreModules).ToArray()
            )
            .Succeeded();
        host.Ui.Clear();
        return host;
    }

    /// <summary>
    /// A runspace with the module and without a connection, which an earlier test may have used. Its variables,
    /// functions, jobs, events and place are those of a new one. Tests of the import itself open their own.
    /// </summary>
    public static ModuleHost Lend()
    {
        ModuleHost host = Idle.TryTake(out ModuleHost? idle) ? idle : Open();
        return new ModuleHost(host._runspace, host.Ui, lent: true);
    }

    public static ModuleHost OpenWithoutModule()
    {
        TestHostUi ui = new();
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // A fresh Windows refuses the ps1xml files otherwise.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(new TestHost(ui), state);
        runspace.Open();
        return new ModuleHost(runspace, ui);
    }

    /// <summary>Runs a script to its end. Arguments are bound to its <c>param()</c> by position.</summary>
    public ScriptResult Run(string script, params object?[] arguments)
    {
        using Engine shell = Prepare(script, arguments);
        (int lines, int prompts) = (Ui.Lines.Count, Ui.Prompts.Count);
        PSDataCollection<PSObject> output = [];
        Exception? terminating = null;
        try
        {
            shell.Invoke(input: null, output);
        }
        catch (RuntimeException e)
        {
            terminating = e;
        }

        return Collect(shell, output, terminating, lines, prompts);
    }

    /// <summary>Starts a script, on a thread of the engine's.</summary>
    public RunningScript Start(string script, params object?[] arguments)
    {
        Engine shell = Prepare(script, arguments);
        (int lines, int prompts) = (Ui.Lines.Count, Ui.Prompts.Count);
        PSDataCollection<PSObject> output = [];
        IAsyncResult invocation = shell.BeginInvoke<PSObject, PSObject>(input: null, output);
        Task<ScriptResult> result = Task.Factory.FromAsync(
            invocation,
            _ =>
            {
                Exception? terminating = null;
                try
                {
                    shell.EndInvoke(invocation);
                }
                catch (RuntimeException e)
                {
                    terminating = e;
                }

                return Collect(shell, output, terminating, lines, prompts);
            }
        );
        return new RunningScript(shell, result);
    }

    /// <summary>What Tab offers at the end of this text.</summary>
    public IReadOnlyList<CompletionResult> Complete(string text)
    {
        using Engine shell = Engine.Create(_runspace);
        return CommandCompletion.CompleteInput(text, text.Length, options: null, shell).CompletionMatches;
    }

    public void Dispose()
    {
        if (_lent && TryClean())
        {
            Idle.Add(new ModuleHost(_runspace, Ui));
        }
        else
        {
            _runspace.Dispose();
        }
    }

    // A runspace that is still busy, or has lost the module, is not used again.
    private bool TryClean()
    {
        if (
            _runspace.RunspaceStateInfo.State != RunspaceState.Opened
            || _runspace.RunspaceAvailability != RunspaceAvailability.Available
        )
        {
            return false;
        }

        ScriptResult cleaned = Run(
            """
            param($names, $place)
            Set-Location -LiteralPath $place
            Disconnect-CcAccount -ErrorAction Ignore
            Get-Job | Remove-Job -Force
            Get-EventSubscriber -Force | Unregister-Event -Force
            Get-ChildItem Function:, Alias: | Where-Object { -not $names.Contains($_.Name) } | Remove-Item -Force
            Get-Module | Where-Object Name -notin 'ConstantContact', 'Microsoft.PowerShell.Utility', 'Microsoft.PowerShell.Management' | Remove-Module -Force
            @(Get-Module ConstantContact).Count
            """,
            NamesOfANewOne.Value,
            Environment.CurrentDirectory
        );
        if (cleaned.Terminating is not null || !(cleaned.Output is [{ BaseObject: 1 }]))
        {
            return false;
        }

        _runspace.ResetRunspaceState();
        Ui.Forget();
        return true;
    }

    private Engine Prepare(string script, object?[] arguments)
    {
        Engine shell = Engine.Create(_runspace);
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    private ScriptResult Collect(
        Engine shell,
        IEnumerable<PSObject> output,
        Exception? terminating,
        int lines,
        int prompts
    ) =>
        new()
        {
            Output = output.ToArray(),
            Errors = shell.Streams.Error.ToArray(),
            Terminating = terminating,
            Verbose = shell.Streams.Verbose.Select(v => v.Message).ToArray(),
            Warnings = shell.Streams.Warning.Select(v => v.Message).ToArray(),
            Debug = shell.Streams.Debug.Select(v => v.Message).ToArray(),
            Information = shell.Streams.Information.ToArray(),
            Progress = shell.Streams.Progress.ToArray(),
            Screen = Ui.Lines.Skip(lines).ToArray(),
            Prompts = Ui.Prompts.Skip(prompts).ToArray(),
        };
}
