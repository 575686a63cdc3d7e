using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text;
using ConstantContact.Shell.CommandLine;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.Hosting;

namespace ConstantContact.Shell.Sessions;

/// <summary>Read, run, show, until <c>exit</c>, Ctrl+D or the end of a redirected stdin.</summary>
internal sealed class Prompt(Session session)
{
    public int Run(bool emulator)
    {
        if (Terminal.HasPerson)
        {
            Banner(emulator);
            session.Editor.Complete = Complete;
        }

        var last = PipelineOutcome.Completed;
        while (session.Host.ExitCode is null && ReadCommand() is { } text)
        {
            if (text.Trim().Length == 0)
            {
                continue;
            }

            session.Interruption.Reset();
            last = session.Run(new Command(text, isScript: true, useLocalScope: false), addToHistory: true);
            if (last == PipelineOutcome.Stopped && !Terminal.HasPerson)
            {
                return session.Interruption.ExitCode == 0 ? ExitCodes.Interrupted : session.Interruption.ExitCode;
            }
        }

        // A person has seen the error; a pipe into stdin has only the exit code.
        return session.Host.ExitCode ?? (last == PipelineOutcome.Failed && !Terminal.HasPerson ? ExitCodes.Failure : ExitCodes.Success);
    }

    private static void Banner(bool emulator)
    {
        var engine = typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0];
        Console.Out.WriteLine($"PowerShell engine {engine} with the ConstantContact module, without pwsh.");
        Console.Out.WriteLine($"{RunspaceBuilder.StandIns.Count} common cmdlets (Import-Csv, Select-Object, ConvertTo-Json, ...) are stand-ins; Get-StandIn lists them and what they lack.");
        if (emulator)
        {
            Console.Out.WriteLine("Connected to the emulator with an invented account: nothing here reaches the real service. $CcEmulator has its addresses.");
        }

        Console.Out.WriteLine("Get-Command -Module ConstantContact shows the module's cmdlets. Leave with exit or Ctrl+D.");
        Console.Out.WriteLine();
    }

    private string? ReadCommand()
    {
        var text = new StringBuilder();
        while (true)
        {
            string? line;
            try
            {
                line = Terminal.HasPerson
                    ? session.Editor.Read(text.Length == 0 ? session.Ask("prompt") ?? "PS> " : ">> ")
                    : Console.In.ReadLine();
            }
            catch (OperationCanceledException)
            {
                text.Clear();
                continue;
            }

            if (line is null)
            {
                return text.Length > 0 && !Terminal.HasPerson ? text.ToString() : null;
            }

            session.Editor.Remember(line);
            text.Append(line).Append('\n');

            // Without the last newline: "1 +" is incomplete, "1 +" and a newline is merely wrong.
            Parser.ParseInput(text.ToString().TrimEnd('\n'), out _, out var errors);

            // An empty line ends what would otherwise go on for ever, as in pwsh.
            if ((line.Trim().Length == 0 && Terminal.HasPerson) || !errors.Any(e => e.IncompleteInput))
            {
                return text.ToString();
            }
        }
    }

    private (string Text, int Cursor) Complete(string text, int cursor, int nth)
    {
        using var shell = PowerShell.Create(session.Runspace);
        var completion = CommandCompletion.CompleteInput(text, cursor, options: null, shell);
        if (completion.CompletionMatches.Count == 0)
        {
            return (text, cursor);
        }

        var candidate = completion.CompletionMatches[nth % completion.CompletionMatches.Count].CompletionText;
        var head = text[..completion.ReplacementIndex] + candidate;
        return (head + text[(completion.ReplacementIndex + completion.ReplacementLength)..], head.Length);
    }
}
