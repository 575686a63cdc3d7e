using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using ConstantContact.Tests.Processes;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>The emulator in a process of its own, as a user starts it.</summary>
public sealed class EmulatorProcess : IDisposable
{
    private readonly Process _process;

    private EmulatorProcess(Process process, Uri root)
    {
        _process = process;
        Root = root;
    }

    public Uri Root { get; }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<EmulatorProcess> StartAsync(params string[] arguments)
    {
        var process = Start(["--urls", "http://127.0.0.1:0", .. arguments]);
        var line = await process.StandardOutput.ReadLineAsync();
        const string Beginning = "Listening on ";
        if (line?.StartsWith(Beginning, StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException(
                $"The emulator said '{line}' and '{await process.StandardError.ReadToEndAsync()}'."
            );
        }

        // The remaining output is discarded, because a full pipe would stop the process.
        process.BeginErrorReadLine();
        return new EmulatorProcess(process, new Uri(line[Beginning.Length..]));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Ends it like SIGKILL, without any cleanup.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ConstantContact.Emulator.dll");
        var start = KilledProgram.StartInfo(program, arguments);
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }
}
