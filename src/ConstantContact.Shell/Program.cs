using System;
using System.Text;
using ConstantContact.Shell.CommandLine;
using ConstantContact.Shell.Sessions;

namespace ConstantContact.Shell;

internal static class Program
{
    public static int Main(string[] args)
    {
        // Read by the engine's static constructors, so it has to be set before anything touches them.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        ShellOptions options;
        try
        {
            options = ShellOptions.Parse(args);
        }
        catch (UsageException problem)
        {
            Console.Error.WriteLine(problem.Message);
            Console.Error.WriteLine(ShellOptions.Usage);
            return ExitCodes.Usage;
        }

        if (options.Help)
        {
            Console.Out.WriteLine(ShellOptions.Usage);
            return ExitCodes.Success;
        }

        // Apart from this method, so that a wrong command line answers without loading the engine.
        return Application.Run(options);
    }
}
