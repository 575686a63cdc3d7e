using System;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Threading;
using ConstantContact.Shell.CommandLine;

namespace ConstantContact.Shell.Hosting;

/// <summary>Ctrl+C and SIGTERM: the first stops the running pipeline, an impatient second ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _terminate;
    private PowerShell? _running;
    private int _signals;

    public Interruption()
    {
        Console.CancelKeyPress += OnCancel;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Stop(ExitCodes.Terminated);
        });
    }

    /// <summary>130 or 143 once a signal has come; 0 before.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Makes a pipeline the one to stop, until the result is disposed.</summary>
    public IDisposable Guard(PowerShell shell)
    {
        Volatile.Write(ref _running, shell);
        return new Release(this);
    }

    /// <summary>Forgets past signals: at a prompt, Ctrl+C ends the command and not the session.</summary>
    public void Reset()
    {
        _signals = 0;
        ExitCode = 0;
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        _terminate.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        Stop(ExitCodes.Interrupted);
    }

    private void Stop(int exitCode)
    {
        ExitCode = exitCode;
        var running = Volatile.Read(ref _running);
        if (running is null || Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(exitCode);
        }

        // Not Stop(): that would hold the signal's thread until the cmdlet has ended.
        running.BeginStop(callback: null, state: null);
    }

    private sealed class Release(Interruption owner) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref owner._running, null);
    }
}
