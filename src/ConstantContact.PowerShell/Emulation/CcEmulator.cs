using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>A running emulator, started by <c>Start-CcEmulator</c> and ended by <c>Stop-CcEmulator</c>.</summary>
public sealed class CcEmulator
{
    private readonly EmulatorProcess _process;
    private readonly CcConnection _connection;

    /// <param name="process">The process, which listens.</param>
    /// <param name="token">A token that the emulator accepts.</param>
    /// <param name="requestsPerSecond">The limit of the connection.</param>
    /// <param name="requestsPerDay">The limit of the connection.</param>
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
            new StaticTokenSource(token)
        );
    }

    /// <summary>A web page that shows the effect of each request.</summary>
    public Uri Page => _process.Root;

    /// <summary>The address of the API: <c>http://127.0.0.1:PORT/v3</c>.</summary>
    public Uri BaseUri => new(_process.Root, "v3");

    /// <summary>The address for sign-in, for <c>Connect-CcAccount -AuthUri</c>.</summary>
    public Uri AuthUri => new(_process.Root, "oauth2/default/v1");

    /// <summary>The address that controls the clock, the faults and the state: docs/emulator.md.</summary>
    public Uri ControlUri => new(_process.Root, "_emulator/");

    public int ProcessId => _process.Id;

    public bool IsRunning => _process.IsRunning;

    /// <summary>The connection of the session, for <c>-Connection</c>.</summary>
    public CcConnection Connection => _connection;

    public override string ToString() => $"{Page}";

    /// <summary>Ends the process, within seconds.</summary>
    internal void End() => _process.Dispose();
}
