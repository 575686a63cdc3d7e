using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Register-CcContact</c>: people who asked for mail themselves, through the service's sign-up form, which makes them
/// explicit. Returns a record of each, with the proof that was named.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SignUpResult))]
public sealed class RegisterCcContactCommand : ContactRowCmdlet
{
    public RegisterCcContactCommand()
        : base(capacity: 16)
    {
    }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    public GivenValue? Email { get; set; }

    /// <summary>1 to 50 lists, by name or id, that the person asked for.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("AddToList", "list_memberships")]
    public ListIdentity[] List { get; set; } = null!;

    /// <summary>Deleted contacts too, which brings them back.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Unsubscribed contacts too, which undoes their opt-out: they asked for mail again.</summary>
    [Parameter]
    public SwitchParameter UndoOptOut { get; set; }

    private protected override object? ErrorTarget => InputObject ?? (object?)Email?.ToString();

    private protected override UpdateWish CommonWish => new() { AddLists = NamedIdentity.Texts(List) };

    private protected override void Prepare()
    {
        base.Prepare();
        ConsentGuard.RequireProof("Register-CcContact, which gives explicit permission,", Switches());
        StartRun();
    }

    private protected override Dictionary<string, GivenValue?> Given()
    {
        Dictionary<string, GivenValue?> given = base.Given();
        given[nameof(Email)] = Email;
        return given;
    }

    private protected override Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var meter = new RunMeter(new RequestTrace(output), Account.Time);
        var client = Account.Client.Observed(meter);
        var signUp = new ContactSignUp(client, Account.Names.Through(client), Switches());
        var guide = new ContactRowGuide(
            output, "Sign contact up", "This gives explicit permission, and may send a welcome mail. Send it?", Shown);
        return DriveAsync(output, new ContactRowRun(Run, signUp, guide, ConsentReference), meter, cancellationToken);
    }

    private SignUpResult? Shown(UpdateResult result) =>
        result.Outcome is not (UpdateOutcome.Created or UpdateOutcome.Updated or UpdateOutcome.Suppressed)
            ? null
            : new SignUpResult
            {
                Email = result.Email!,
                ContactId = result.ContactId,
                Action = result.Outcome.ToString().ToLowerInvariant(),
                Reason = result.Reason,
                ConsentReference = ConsentReference,
                At = Account.Time.GetUtcNow(),
            };

    private ConsentSwitches Switches() => new() { Restore = Restore, UndoOptOut = UndoOptOut, ConsentReference = ConsentReference };
}
