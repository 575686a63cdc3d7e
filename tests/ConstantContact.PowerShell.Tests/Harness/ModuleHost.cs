using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using Engine = System.Management.Automation.PowerShell;

namespace ConstantContact.PowerShell.Tests.Harness;

/// <summary>A runspace of real PowerShell, in this process, with the built module imported.</summary>
public sealed class ModuleHost : IDisposable
{
    private readonly Runspace _runspace;

    private ModuleHost(Runspace runspace, TestHostUi ui)
    {
        _runspace = runspace;
        Ui = ui;
    }

    public TestHostUi Ui { get; }

    public Runspace Runspace => _runspace;

    /// <summary>A runspace with the module, and more modules after it.</summary>
    public static ModuleHost Open(params string[] moreModules)
    {
        ModuleHost host = OpenWithoutModule();
        host.Run("param($paths) foreach ($path in $paths) { Import-Module $path -ErrorAction Stop }", (object)new[] { TestFiles.Manifest }.Concat(moreModules).ToArray()).Succeeded();
        host.Ui.Clear();
        return host;
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
        Task<ScriptResult> result = Task.Factory.FromAsync(invocation, _ =>
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
        });
        return new RunningScript(shell, result);
    }

    /// <summary>What Tab offers at the end of this text.</summary>
    public IReadOnlyList<CompletionResult> Complete(string text)
    {
        using Engine shell = Engine.Create(_runspace);
        return CommandCompletion.CompleteInput(text, text.Length, options: null, shell).CompletionMatches;
    }

    public void Dispose() => _runspace.Dispose();

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

    private ScriptResult Collect(Engine shell, IEnumerable<PSObject> output, Exception? terminating, int lines, int prompts) => new()
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
