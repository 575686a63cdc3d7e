using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Update-CcContact</c>: changes only the given members. It has one parameter set, because with several the engine
/// reports a bad value in pipeline input as a missing one.
/// </summary>
[Cmdlet(VerbsData.Update, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UpdateResult))]
public sealed class UpdateCcContactCommand : ContactChangeCmdlet
{
    private UpdateOptions? _options;
    private bool _asksFirst;
    private bool _whatIf;

    public UpdateCcContactCommand()
        : base(capacity: 128) { }

    /// <summary>
    /// An address, an id, or a contact, of which only the identity is used. Does not bind from the pipeline, because
    /// rows name their contact in a column.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity? Contact { get; set; }

    /// <summary>The default. Use it to make scripts explicit.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>The raw PUT, which overwrites all members that are not given.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Reads every contact back, not only the first of each kind of request.</summary>
    [Parameter]
    public SwitchParameter VerifyAll { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Skips the prompts of -Replace, -Restore, -PermissionToSend and -Clear of a whole array.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? ErrorTarget =>
        InputObject ?? Contact?.Input ?? Email?.ToString() ?? ContactId?.ToString();

    private protected override ContactIdentity? Named => Contact;

    private protected override void Prepare()
    {
        base.Prepare();
        RefuseContradictions();
        _whatIf = IsWhatIf;
        _asksFirst =
            !Force && (Replace || Restore || PermissionToSend is not null || Cleared.Any(c => c.Array is not null));
        _options = new UpdateOptions
        {
            Merge = Merging(Replace),
            CreateMissing = CreateMissing,
            VerifyAll = VerifyAll,
            OneAtATime = MayAsk || (_asksFirst && !_whatIf),
        };
        StartRun();
    }

    private protected override Task RunAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        new UpdateDriver(output, Account, Run, _options!)
        {
            PassThru = PassThru,
            AsksFirst = _asksFirst,
            IsWhatIf = _whatIf,
        }.RunAsync(Rows, Closing(output), cancellationToken);

    private void RefuseContradictions()
    {
        if (Merge && Replace)
        {
            throw InvalidInputException.Value(
                "-Merge and -Replace",
                null,
                "they exclude each other.",
                "Give one of them; -Merge is the default."
            );
        }

        if (Replace && (CreateMissing || Restore))
        {
            throw InvalidInputException.Value(
                "-Replace",
                null,
                "it cannot be combined with -CreateMissing or -Restore.",
                "Use -Merge, which keeps what is not named."
            );
        }
    }
}
