using System.Globalization;
using System.Management.Automation;
using ConstantContact.PowerShell.Emulation;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Emulator;

/// <summary>
/// <c>Start-CcEmulator</c>: starts the emulator of the V3 contact API as a child process, waits until it listens and connects
/// this session to it. It ends with the session.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "CcEmulator")]
[OutputType(typeof(CcEmulator))]
public sealed class StartCcEmulatorCommand : AsyncCmdlet
{
    private const int UsualMembers = 300;

    private EmulatorProgram _program = null!;
    private string? _seed;
    private string? _data;

    /// <summary>Invented members of the account; 300 unless given, or unless a seed or a data folder says what there is.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 1_000_000)]
    public int MemberCount { get; set; } = UsualMembers;

    /// <summary>The emulator's executable or its ConstantContact.Emulator.dll, instead of the installed tool.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A free one unless given.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>A folder that keeps the account for the next time. In memory only unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>A JSON file with the account to begin with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SeedPath { get; set; }

    /// <summary>What the emulator allows and the session keeps to; 4 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int RequestsPerSecond { get; set; } = 4;

    /// <summary>What the emulator allows and the session keeps to; 10,000 unless given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int RequestsPerDay { get; set; } = 10_000;

    /// <summary>More options of the emulator, as its command line has them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Argument { get; set; } = [];

    /// <summary>How long to wait until it listens; 60 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    private protected override object? ErrorTarget => Path ?? EmulatorProgram.Tool;

    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        // A script that goes on without an emulator must not do to the real account what was meant for a rehearsal.
        ConnectionStore.Remove();
        _program = Path is null
            ? EmulatorProgram.Installed((InvokeCommand.GetCommand(EmulatorProgram.Tool, CommandTypes.Application) as ApplicationInfo)?.Path)
            : EmulatorProgram.At(GetUnresolvedProviderPathFromPSPath(Path));
        _seed = SeedPath is null ? null : GetUnresolvedProviderPathFromPSPath(SeedPath);
        _data = DataPath is null ? null : GetUnresolvedProviderPathFromPSPath(DataPath);
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        // A token of its own, beside the well-known one: the module counts requests by address and token, and the system
        // gives the port of an emulator that has ended to the next one.
        string token = $"session-{Guid.NewGuid():N}";
        EmulatorProcess process = await EmulatorProcess.StartAsync(_program, Port, Arguments(token), TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken).ConfigureAwait(false);
        CcEmulator emulator;
        try
        {
            emulator = new CcEmulator(process, token, RequestsPerSecond, RequestsPerDay);
            await output.OnPipelineThreadAsync(() => SessionEmulators.Add(emulator) && ConnectionStore.Set(emulator.Connection)).ConfigureAwait(false);
        }
        catch
        {
            process.Dispose();
            throw;
        }

        output.WriteVerbose($"The emulator listens at {emulator.Page} in process {emulator.ProcessId}, and this session is connected to it.");
        await output.WriteObjectAsync(emulator).ConfigureAwait(false);
    }

    private List<string> Arguments(string token)
    {
        List<string> arguments =
        [
            "--token", "emulator", "--token", token,
            "--rate", RequestsPerSecond.ToString(CultureInfo.InvariantCulture), "--quota", RequestsPerDay.ToString(CultureInfo.InvariantCulture),
        ];
        Add("--seed", _seed);
        Add("--data", _data);

        // A folder knows what it was begun with.
        bool isSaid = MyInvocation.BoundParameters.ContainsKey(nameof(MemberCount));
        Add("--members", isSaid || (_seed is null && _data is null) ? MemberCount.ToString(CultureInfo.InvariantCulture) : null);
        arguments.AddRange(Argument);
        return arguments;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                arguments.AddRange([name, value]);
            }
        }
    }
}
