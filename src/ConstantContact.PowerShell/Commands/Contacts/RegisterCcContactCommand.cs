using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
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
        : base(capacity: 16)
    {
    }

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
    }

    private protected override Dictionary<string, GivenValue?> Given()
    {
        var given = base.Given();
        given[nameof(Email)] = Email;
        return given;
    }

    private protected override async Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var signUp = new ContactSignUp(client, Account.Names.Through(client), Switches());
        var previews = new ManyPreviews(output);
        await foreach (var row in Rows.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await SignUpAsync(signUp, row, previews, output, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                await output.WriteErrorAsync(e, row.Input, row.Number).ConfigureAwait(false);
            }
        }
    }

    private static async Task SignUpAsync(
        ContactSignUp signUp,
        UpdateRow row,
        ManyPreviews previews,
        CmdletOutput output,
        CancellationToken cancellationToken)
    {
        var prepared = await signUp.PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        if (prepared.Consent.Verdict == ConsentVerdict.HeldBack)
        {
            output.WriteWarning($"{prepared.Email} was left alone: {prepared.Consent.Reason}.");
            await output.WriteObjectAsync(signUp.HeldBack(prepared)).ConfigureAwait(false);
            return;
        }

        foreach (var warning in row.Changes.Warnings)
        {
            output.WriteWarning(warning);
        }

        var (go, _) = await output.ShouldProcessAsync(
            previews.Text(prepared.Preview),
            $"{PreviewText.Render(prepared.Preview)}\n\nThis gives explicit permission, and may send a welcome "
                + "mail. Send it?",
            "Sign contact up").ConfigureAwait(false);
        if (go)
        {
            var result = await signUp.SendAsync(prepared, cancellationToken).ConfigureAwait(false);
            if (result.Action == ContactSignUp.Suppressed)
            {
                output.WriteWarning($"{prepared.Email} was left alone: {result.Reason}.");
            }

            await output.WriteObjectAsync(result).ConfigureAwait(false);
        }
    }

    private ConsentSwitches Switches() =>
        new() { Restore = Restore, UndoOptOut = UndoOptOut, ConsentReference = ConsentReference };
}
