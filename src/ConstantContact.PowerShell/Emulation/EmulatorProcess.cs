using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>
/// An emulator as a child process. It ends when its standard input ends. This process holds the pipe, and the system
/// closes it however this process ends, including <c>kill -9</c> and a crash.
/// </summary>
internal sealed class EmulatorProcess : IDisposable
{
    private const string ListeningPrefix = "Listening on ";
    private const int LinesKept = 20;

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Uri?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmulatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _listening.TrySetResult(null);
    }

    /// <summary>The address at which it listens: <c>http://127.0.0.1:PORT/</c>.</summary>
    internal Uri Root { get; private set; } = null!;

    internal int Id { get; private set; }

    internal bool IsRunning
    {
        get
        {
            try
            {
                return !_process.HasExited;
            }
            catch (InvalidOperationException)
            {
                // The process was disposed.
                return false;
            }
        }
    }

    /// <summary>Starts the process and waits until it listens.</summary>
    /// <exception cref="EmulatorException">
    /// The program cannot be started, exited immediately, or took too long and was stopped.
    /// </exception>
    /// <param name="program">The program to run.</param>
    /// <param name="port">The port. 0 selects a free one.</param>
    /// <param name="arguments">More options.</param>
    /// <param name="patience">The time within which it must listen.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    internal static async Task<EmulatorProcess> StartAsync(
        EmulatorProgram program,
        int port,
        IEnumerable<string> arguments,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var emulator = new EmulatorProcess(
            program.StartInfo([
                "--urls",
                FormattableString.Invariant($"http://127.0.0.1:{port}"),
                "--end-with-input",
                .. arguments,
            ])
        );
        try
        {
            emulator.Begin(program);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            enough.CancelAfter(patience);
            using (enough.Token.Register(() => emulator._listening.TrySetCanceled()))
            {
                emulator.Root = await emulator._listening.Task.ConfigureAwait(false) ?? throw emulator.Ended();
                return emulator;
            }
        }
        catch (OperationCanceledException)
        {
            emulator.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw EmulatorException.TooLate(patience);
        }
        catch
        {
            emulator.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process by closing its input, and by force if that does not work.</summary>
    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.StandardInput.Close();
                if (!_process.WaitForExit((int)TimeToEnd.TotalMilliseconds))
                {
                    _process.Kill();
                }
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or IOException)
        {
            // The process never ran, or has just exited.
        }

        _process.Dispose();
    }

    private void Begin(EmulatorProgram program)
    {
        try
        {
            _process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw EmulatorException.CannotRun(program.ToString(), e);
        }

        Id = _process.Id;

        // Keep reading while the process runs: a full pipe would block it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private EmulatorException Ended()
    {
        // Without a timeout, so that the last output has arrived.
        _process.WaitForExit();
        lock (_errors)
        {
            return EmulatorException.Ended(_process.ExitCode, string.Join(" ", _errors).Trim());
        }
    }

    private void OnOutput(string? line)
    {
        if (
            line?.StartsWith(ListeningPrefix, StringComparison.Ordinal) == true
            && Uri.TryCreate(line.Substring(ListeningPrefix.Length), UriKind.Absolute, out var root)
        )
        {
            _listening.TrySetResult(root);
        }
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            if (line is { Length: > 0 })
            {
                _errors.Enqueue(line);
                if (_errors.Count > LinesKept)
                {
                    _errors.Dequeue();
                }
            }
        }
    }
}
