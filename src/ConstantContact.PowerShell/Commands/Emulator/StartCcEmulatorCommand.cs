using System.Globalization;
using System.Management.Automation;
using ConstantContact.PowerShell.Emulation;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Emulator;

/// <summary>
/// <c>Start-CcEmulator</c>: starts the emulator of the V3 contact API as a child process, waits until it listens, and
/// connects this session to it. The emulator ends with the session.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "CcEmulator")]
[OutputType(typeof(CcEmulator))]
public sealed class StartCcEmulatorCommand : AsyncCmdlet
{
    private const int UsualMembers = 300;

    private EmulatorProgram _program = null!;
    private string? _seed;
    private string? _data;

    /// <summary>
    /// The number of invented members in the account. The default is 300, unless a seed or a data folder defines the
    /// content.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 1_000_000)]
    public int MemberCount { get; set; } = UsualMembers;

    /// <summary>The emulator's executable or its ConstantContact.Emulator.dll, instead of the installed tool.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The port. By default a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>A folder that keeps the account between starts. By default it is only in memory.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>A JSON file with the initial account.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SeedPath { get; set; }

    /// <summary>The limit of the emulator and of the session. The default is 4.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int RequestsPerSecond { get; set; } = 4;

    /// <summary>The limit of the emulator and of the session. The default is 10,000.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int RequestsPerDay { get; set; } = 10_000;

    /// <summary>More command-line options of the emulator.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Argument { get; set; } = [];

    /// <summary>How long to wait until it listens. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    private protected override object? ErrorTarget => Path ?? EmulatorProgram.Tool;

    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        // A script that continues without an emulator must not apply a rehearsal to the real account.
        ConnectionStore.Remove();
        _program = Path is null
            ? EmulatorProgram.Installed(
                (InvokeCommand.GetCommand(EmulatorProgram.Tool, CommandTypes.Application) as ApplicationInfo)?.Path
            )
            : EmulatorProgram.At(GetUnresolvedProviderPathFromPSPath(Path));
        _seed = SeedPath is null ? null : GetUnresolvedProviderPathFromPSPath(SeedPath);
        _data = DataPath is null ? null : GetUnresolvedProviderPathFromPSPath(DataPath);
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        // Use a token of its own beside the well-known one: the module counts requests by address and token, and the
        // system may give the port of an ended emulator to the next one.
        var token = $"session-{Guid.NewGuid():N}";
        var process = await EmulatorProcess
            .StartAsync(_program, Port, Arguments(token), TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken)
            .ConfigureAwait(false);
        CcEmulator emulator;
        try
        {
            emulator = new CcEmulator(process, token, RequestsPerSecond, RequestsPerDay);
            await output
                .OnPipelineThreadAsync(() => SessionEmulators.Add(emulator) && ConnectionStore.Set(emulator.Connection))
                .ConfigureAwait(false);
        }
        catch
        {
            process.Dispose();
            throw;
        }

        output.WriteVerbose(
            $"The emulator listens at {emulator.Page} in process {emulator.ProcessId}, and this session is "
                + "connected to it."
        );
        await output.WriteObjectAsync(emulator).ConfigureAwait(false);
    }

    private List<string> Arguments(string token)
    {
        List<string> arguments =
        [
            "--token",
            "emulator",
            "--token",
            token,
            "--rate",
            RequestsPerSecond.ToString(CultureInfo.InvariantCulture),
            "--quota",
            RequestsPerDay.ToString(CultureInfo.InvariantCulture),
        ];
        Add("--seed", _seed);
        Add("--data", _data);

        // An existing folder defines its own content.
        var isSaid = MyInvocation.BoundParameters.ContainsKey(nameof(MemberCount));
        Add(
            "--members",
            isSaid || (_seed is null && _data is null) ? MemberCount.ToString(CultureInfo.InvariantCulture) : null
        );
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
