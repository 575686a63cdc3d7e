using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ConstantContact.Shell.CommandLine;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.Hosting;

namespace ConstantContact.Shell.Sessions;

internal static class Application
{
    public static int Run(ShellOptions options)
    {
        string manifest;
        try
        {
            manifest = ModuleLocator.Manifest();
        }
        catch (IOException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return ExitCodes.Failure;
        }

        using var session = new Session();
        try
        {
            session.ImportModule(manifest);
        }
        catch (RuntimeException problem)
        {
            session.Show(problem);
            return ExitCodes.Failure;
        }

        using var emulator = options.Emulator ? EmulatorConnection.Start(session) : null;
        if (session.Interruption.ExitCode != 0)
        {
            return session.Interruption.ExitCode;
        }

        var script = options.Demo ? Path.Combine(AppContext.BaseDirectory, "Demo", "Demo.ps1") : options.Script;
        return script is null ? new Prompt(session).Run(options.Emulator) : RunScript(session, script, options);
    }

    private static int RunScript(Session session, string script, ShellOptions options)
    {
        var command = new Command(script, isScript: false, useLocalScope: false);
        foreach (var parameter in ScriptArguments.Parse(options.ScriptArguments))
        {
            command.Parameters.Add(parameter);
        }

        EngineInternals.RethrowExit(session.Runspace);
        var outcome = session.Run(command);
        if (session.Interruption.ExitCode != 0)
        {
            return session.Interruption.ExitCode;
        }

        return session.Host.ExitCode ?? (outcome == PipelineOutcome.Completed ? ExitCodes.Success : ExitCodes.Failure);
    }
}
