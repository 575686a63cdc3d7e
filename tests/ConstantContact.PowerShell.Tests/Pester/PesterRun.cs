using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>
/// All suites, in a few PowerShell processes side by side; each suite's results are there as soon as it has ended. They
/// start with the first test (<see cref="PesterStartTests"/>) and go on beside the tests that wait one after the other.
/// </summary>
public sealed class PesterRun
{
    private static readonly Lazy<PesterRun> Started = new(() => new PesterRun());

    // One more than there are processors, because suites wait for processes and jobs half of the time.
    private static readonly int Processes = Math.Clamp(Environment.ProcessorCount + 1, 2, 4);
    private readonly string _folder = Directory.CreateTempSubdirectory("cc-pester-results-").FullName;
    private readonly Process[] _processes;
    private readonly Task<string[]> _end;

    private PesterRun()
    {
        _processes = [.. Enumerable.Range(0, Processes).Select(_ => Start())];
        _end = Task.WhenAll(
            _processes.SelectMany(p => new[] { p.StandardOutput.ReadToEndAsync(), p.StandardError.ReadToEndAsync() })
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <summary>Starts it when it is first asked for.</summary>
    public static PesterRun Current => Started.Value;

    /// <summary>False once all processes have ended.</summary>
    public bool IsRunning => !_end.IsCompleted;

    public async Task<PesterResult> ResultsAsync(string suite)
    {
        var file = Path.Combine(_folder, suite + ".json");
        while (!File.Exists(file))
        {
            if (_end.IsCompleted && !File.Exists(file))
            {
                throw new InvalidOperationException(
                    $"PowerShell ended without a result of {suite}. It said: {string.Join('\n', await _end)}"
                );
            }

            await Task.WhenAny(_end, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
        }

        return JsonSerializer.Deserialize<PesterResult>(await File.ReadAllTextAsync(file))!;
    }

    private void End()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        var start = Pwsh.Start(
            "-NonInteractive",
            "-File",
            Path.Combine(TestFiles.RepositoryRoot, "tests", "Pester", "Support", "RunSuites.ps1"),
            "-Pester",
            TestFiles.Pester,
            "-Results",
            _folder
        );
        foreach (var suite in PesterSuite.All)
        {
            start.ArgumentList.Add(suite.Path);
        }

        return Process.Start(start)!;
    }
}
