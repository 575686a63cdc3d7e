using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Creating;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Register-CcContact</c>: signs up people who asked for mail themselves, through the service's sign-up form, which
/// gives explicit permission. Returns a record of each, with the stated proof.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SignUpResult))]
public sealed class RegisterCcContactCommand : ContactRowCmdlet
{
    public RegisterCcContactCommand()
        : base(capacity: 16) { }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public GivenValue? Email { get; set; }

    /// <summary>1 to 50 lists, by name or id, that the person asked for.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("AddToList", "list_memberships")]
    public ListIdentity[] List { get; set; } = null!;

    /// <summary>Also signs up deleted contacts, which restores them.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>
    /// Also signs up unsubscribed contacts, which undoes their opt-out, because they asked for mail again.
    /// </summary>
    [Parameter]
    public SwitchParameter UndoOptOut { get; set; }

    private protected override object? ErrorTarget => InputObject ?? (object?)Email?.ToString();

    private protected override RequestedChanges CommonChanges => new() { AddLists = NamedIdentity.Texts(List) };

    private protected override void Prepare()
    {
        base.Prepare();
        ConsentGuard.RequireProof("Register-CcContact, which gives explicit permission,", Switches());
        StartRun();
    }

    private protected override Dictionary<string, GivenValue?> Given()
    {
        var given = base.Given();
        given[nameof(Email)] = Email;
        return given;
    }

    private protected override Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var meter = new RunMeter(new RequestTrace(output), Account.Time);
        var client = Account.Client.Observed(meter);
        var signUp = new ContactSignUp(client, Account.Names.Through(client), Switches());
        var guide = new ContactRowGuide(
            output,
            "Sign contact up",
            "This gives explicit permission, and may send a welcome mail. Send it?",
            result => ShowAsync(output, result)
        );
        return DriveAsync(output, new ContactRowRun(Run, signUp, guide, ConsentReference), meter, cancellationToken);
    }

    private async Task ShowAsync(CmdletOutput output, UpdateResult result)
    {
        if (result.Outcome is not (UpdateOutcome.Created or UpdateOutcome.Updated or UpdateOutcome.Suppressed))
        {
            return;
        }

        await output
            .WriteObjectAsync(
                new SignUpResult
                {
                    Email = result.Email!,
                    ContactId = result.ContactId,
                    Action = result.Outcome.ToLowerInvariant(),
                    Reason = result.Reason,
                    ConsentReference = ConsentReference,
                    At = Account.Time.GetUtcNow(),
                }
            )
            .ConfigureAwait(false);
    }

    private ConsentSwitches Switches() =>
        new()
        {
            Restore = Restore,
            UndoOptOut = UndoOptOut,
            ConsentReference = ConsentReference,
        };
}
