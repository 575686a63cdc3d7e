using System;
using System.Collections.Generic;
using System.IO;

namespace ConstantContact.Shell.CommandLine;

internal sealed class ShellOptions
{
    public const string Usage = """
        Usage: dotnet run --project src/ConstantContact.Shell -- [--emulator] [--demo] [SCRIPT.ps1 [ARGS...]]

          (nothing)     a prompt with the ConstantContact module imported; commands on a redirected stdin are run
          SCRIPT.ps1    runs the script; what follows is the script's: -Name value, -Switch, -Name:value or positional
          --emulator    starts the emulator with an invented account and connects to it
          --demo        the tour of the main job, on the emulator
          --help        this text

        Exit codes: the script's own `exit N`; 0 done; 1 ended by an error; 2 wrong usage; 130 Ctrl+C.
        """;

    public bool Emulator { get; private set; }

    public bool Demo { get; private set; }

    public bool Help { get; private set; }

    /// <summary>Full path of the script to run; null for the prompt.</summary>
    public string? Script { get; private set; }

    /// <summary>The script's own arguments, untouched.</summary>
    public IReadOnlyList<string> ScriptArguments { get; private set; } = [];

    public static ShellOptions Parse(string[] args)
    {
        var options = new ShellOptions();
        var index = 0;
        for (; index < args.Length && args[index].StartsWith('-'); index++)
        {
            switch (args[index])
            {
                case "--emulator":
                    options.Emulator = true;
                    break;
                case "--demo":
                    options.Demo = options.Emulator = true;
                    break;
                case "--help" or "-h" or "-?":
                    options.Help = true;
                    return options;
                default:
                    throw new UsageException($"Unknown option '{args[index]}'. A script's own arguments come after the script.");
            }
        }

        if (index == args.Length)
        {
            return options;
        }

        if (options.Demo)
        {
            throw new UsageException($"--demo runs its own script; '{args[index]}' has no place beside it.");
        }

        options.Script = ScriptPath(args[index]);
        options.ScriptArguments = args[(index + 1)..];
        return options;
    }

    private static string ScriptPath(string path)
    {
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"'{path}' is not a script: the name of one ends with .ps1.");
        }

        var full = Path.GetFullPath(path);
        return File.Exists(full) ? full : throw new UsageException($"There is no script '{full}'.");
    }
}
