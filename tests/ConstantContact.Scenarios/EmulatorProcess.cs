using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace ConstantContact.Scenarios;

/// <summary>
/// An emulator in a process of its own, so that its memory and its garbage are not counted as the client's.
/// </summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly Process _process;

    private EmulatorProcess(Process process, Uri root)
    {
        _process = process;
        Root = root;
    }

    public Uri Root { get; }

    public Uri BaseUri => new(Root, "/v3");

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<EmulatorProcess> StartAsync(params string[] options)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ConstantContact.Emulator.dll"), .. options]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The emulator did not start.");
        string line =
            await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The emulator ended at once.");
        return new EmulatorProcess(process, new Uri(line["Listening on ".Length..]));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
