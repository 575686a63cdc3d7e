using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>
/// An emulator as a child process. It ends when its standard input ends, which this process holds: the system closes that
/// pipe however this process ends, <c>kill -9</c> and a crash included.
/// </summary>
internal sealed class EmulatorProcess : IDisposable
{
    private const string Greeting = "Listening on ";
    private const int LinesKept = 20;

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Uri?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmulatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _listening.TrySetResult(null);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT/</c>.</summary>
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
                // Disposed of.
                return false;
            }
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="EmulatorException">It cannot be run, ended at once, or took too long and was ended.</exception>
    /// <param name="program">What to run.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="arguments">More options.</param>
    /// <param name="patience">How long it may take until it listens.</param>
    /// <param name="cancellationToken">Ends the wait, and the process with it.</param>
    internal static async Task<EmulatorProcess> StartAsync(EmulatorProgram program, int port, IEnumerable<string> arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        EmulatorProcess emulator = new(program.StartInfo(["--urls", FormattableString.Invariant($"http://127.0.0.1:{port}"), "--end-with-input", .. arguments]));
        try
        {
            emulator.Begin(program);
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
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

    /// <summary>Ends it: by the end of its input, and by force where that does not do.</summary>
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
            // It never ran, or ended by itself in this moment.
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

        // Read to the end for as long as it runs: a full pipe would stop it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private EmulatorException Ended()
    {
        // Without a limit, so that what it said at the end has arrived.
        _process.WaitForExit();
        lock (_errors)
        {
            return EmulatorException.Ended(_process.ExitCode, string.Join(" ", _errors).Trim());
        }
    }

    private void Hear(string? line)
    {
        if (line?.StartsWith(Greeting, StringComparison.Ordinal) == true && Uri.TryCreate(line.Substring(Greeting.Length), UriKind.Absolute, out Uri? root))
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
