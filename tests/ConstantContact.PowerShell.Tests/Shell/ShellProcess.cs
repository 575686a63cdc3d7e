using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Shell;

/// <summary>The built shell as a process, as <c>dotnet run</c> starts it; its own folder for files.</summary>
public sealed class ShellProcess : IDisposable
{
    // Ends a shell that hangs. Long, for machines that do other things too.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly List<Process> _processes = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("cc-shell-").FullName;

    /// <summary>The data folder of its processes.</summary>
    public string Home
    {
        get => field ??= Path.Combine(Folder, "home");
        init;
    }

    /// <summary>Environment variables of its processes, besides the tests' own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string WriteFile(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<ShellResult> RunScriptAsync(string script, params string[] arguments) =>
        RunAsync(input: null, [WriteFile("script.ps1", script), .. arguments]);

    public async Task<ShellResult> RunAsync(string? input, params string[] arguments)
    {
        var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    public Process Start(params string[] arguments) => StartProgram(Command(arguments));

    /// <summary>The words that start the shell.</summary>
    internal static string[] Command(params string[] arguments) =>
        [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", TestFiles.Shell, .. arguments];

    /// <summary>Starts any program as one of this shell's processes.</summary>
    internal Process StartProgram(params string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["CONSTANTCONTACT_HOME"] = Home;

        // Colours are for terminals; PowerShell writes them into pipes too.
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    public static async Task<ShellResult> EndAsync(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new ShellResult(process.ExitCode, await output, await errors);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
