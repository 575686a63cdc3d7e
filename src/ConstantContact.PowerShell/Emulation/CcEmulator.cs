using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>A running emulator: made by <c>Start-CcEmulator</c>, taken by <c>Stop-CcEmulator</c>.</summary>
public sealed class CcEmulator
{
    private readonly EmulatorProcess _process;
    private readonly CcConnection _connection;

    /// <param name="process">It listens.</param>
    /// <param name="token">One that it accepts.</param>
    /// <param name="requestsPerSecond">Of the connection.</param>
    /// <param name="requestsPerDay">Of the connection.</param>
    internal CcEmulator(EmulatorProcess process, string token, int requestsPerSecond, long requestsPerDay)
    {
        _process = process;
        _connection = CcConnection.Create(
            new ApiClientOptions
            {
                BaseUri = BaseUri,
                RequestsPerSecond = requestsPerSecond,
                RequestsPerDay = requestsPerDay,
                Allowances = MachineAllowances.In(DataFolder.Current),
                UseProxy = false,
            },
            new StaticTokenSource(token));
    }

    /// <summary>The page that shows what each request did, for a browser.</summary>
    public Uri Page => _process.Root;

    /// <summary>Where the API is: <c>http://127.0.0.1:PORT/v3</c>.</summary>
    public Uri BaseUri => new(_process.Root, "v3");

    /// <summary>Where sign-in is, for <c>Connect-CcAccount -AuthUri</c>.</summary>
    public Uri AuthUri => new(_process.Root, "oauth2/default/v1");

    /// <summary>Where the clock, the faults and the state are ruled: docs/emulator.md.</summary>
    public Uri ControlUri => new(_process.Root, "_emulator/");

    public int ProcessId => _process.Id;

    public bool IsRunning => _process.IsRunning;

    /// <summary>What the session was connected with; for <c>-Connection</c>.</summary>
    public CcConnection Connection => _connection;

    public override string ToString() => $"{Page}";

    /// <summary>Ends the process, within seconds.</summary>
    internal void End() => _process.Dispose();
}
