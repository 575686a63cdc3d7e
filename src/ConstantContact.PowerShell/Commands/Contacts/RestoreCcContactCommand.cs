using System.Management.Automation;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Restore-CcContact</c>: brings deleted contacts back onto lists, by the same safe update as <c>Update-CcContact</c>.
/// Whoever is not deleted is left alone.
/// </summary>
[Cmdlet(VerbsData.Restore, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(UpdateResult), typeof(UpdatePreview), typeof(UpdateSummary))]
public sealed class RestoreCcContactCommand : StreamingCmdlet
{
    private readonly PipelineInput<UpdateRow> _rows = new(capacity: 128);
    private UpdateOptions? _options;
    private OpenRun? _run;
    private bool _whatIf;
    private long _number;

    /// <summary>Addresses, ids, contacts, or rows that have one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    public ContactIdentity[] Contact { get; set; } = null!;

    /// <summary>Lists, by name or id: the deletion took the contact off all of its own.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("AddToList", "list_memberships")]
    public ListIdentity[] List { get; set; } = null!;

    /// <summary>Where the report of all contacts goes: a .csv or .jsonl file, or a folder for four files by outcome.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>The run's name; made up unless given. The same command with the same one goes on where the run ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IPipelineInput Input => _rows;

    private protected override object? ErrorTarget => Contact;

    private protected override void Prepare()
    {
        base.Prepare();
        _whatIf = IsWhatIf;
        _options = new UpdateOptions
        {
            Merge = new MergeOptions { Restore = true, OnlyDeleted = true },
            OneAtATime = MayPrompt,
        };
        _run = RunSetup.Open(this, Account, RunId, ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath), _whatIf);
    }

    private protected override void ReadRecord()
    {
        foreach (ContactIdentity contact in Contact)
        {
            Feed(_rows, RowOf(contact));
        }
    }

    private protected override Task RunAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        new UpdateDriver(output, Account, _run!, _options!) { PassThru = PassThru, IsWhatIf = _whatIf, FinalNote = word => FinalNote = word }.RunAsync(_rows, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _run?.Dispose();
        }
    }

    private UpdateRow RowOf(ContactIdentity contact)
    {
        long? number = MyInvocation.ExpectingInput ? ++_number : null;
        try
        {
            ContactIdentity who = contact.Checked();
            return new UpdateRow
            {
                Number = number,

                // An object's address may be older than its id.
                Email = who.ContactId is null ? who.Email : null,
                ContactId = who.ContactId,
                Input = who.Input,
                Wish = new UpdateWish { AddLists = NamedIdentity.Texts(List) },
            };
        }
        catch (InvalidInputException e)
        {
            return new UpdateRow { Number = number, Email = contact.Given, Input = contact.Input, Invalid = e };
        }
    }
}
