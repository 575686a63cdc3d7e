using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Sync;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Register-CcContact</c>: people who asked for mail themselves, through the service's sign-up form, which makes them
/// explicit. Returns a record of each, with the proof that was named.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SignUpResult))]
public sealed class RegisterCcContactCommand : StreamingCmdlet
{
    private readonly PipelineInput<UpdateRow> _rows = new(capacity: 16);
    private UpdateRowComposer? _composer;

    /// <summary>A row (from Import-Csv, a hashtable), or an e-mail address.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    public string? Email { get; set; }

    /// <summary>1 to 50 lists, by name or id, that the person asked for.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("AddToList", "list_memberships")]
    public string[] List { get; set; } = null!;

    /// <summary>Where the proof of the person's consent is to be found; recorded in the result, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("first_name")]
    public string? FirstName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("last_name")]
    public string? LastName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("job_title")]
    public string? JobTitle { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("company_name")]
    public string? CompanyName { get; set; }

    /// <summary>1 to 12; text, because PowerShell would read the cell "1,5" as 15.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_month")]
    public string? BirthdayMonth { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_day")]
    public string? BirthdayDay { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Anniversary { get; set; }

    /// <summary>Custom fields by name, label or id: @{ Membership = 'Gold' }. The form takes values only, no choices.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? CustomField { get; set; }

    /// <summary>One phone number: @{ mobile = '555-0100' }. The form does not keep the kind.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Phone { get; set; }

    /// <summary>Parts of one street address by kind: @{ home = @{ city = 'Waltham' } }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Address { get; set; }

    /// <summary>Deleted contacts too, which brings them back.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Unsubscribed contacts too, which undoes their opt-out: they asked for mail again.</summary>
    [Parameter]
    public SwitchParameter UndoOptOut { get; set; }

    private protected override IPipelineInput Input => _rows;

    private protected override object? ErrorTarget => InputObject ?? (object?)Email;

    private protected override void Prepare()
    {
        base.Prepare();
        ConsentGuard.RequireProof("Register-CcContact, which gives explicit permission,", Switches());
        _composer = new UpdateRowComposer(
            new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase),
            columnMap: null,
            ignoreUnknown: false,
            nullTokens: null,
            new UpdateWish { AddLists = List },
            ExplicitCells.Read(CustomField, Phone, Address));
    }

    private protected override void ReadRecord() => Feed(_rows, _composer!.Compose(
        InputObject,
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(Email)] = Email,
            ["ContactId"] = null,
            [nameof(FirstName)] = FirstName,
            [nameof(LastName)] = LastName,
            [nameof(JobTitle)] = JobTitle,
            [nameof(CompanyName)] = CompanyName,
            [nameof(BirthdayMonth)] = BirthdayMonth,
            [nameof(BirthdayDay)] = BirthdayDay,
            [nameof(Anniversary)] = Anniversary,
        }));

    private protected override async Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ContactSignUp signUp = new(client, Account.Names.Through(client), Switches());
        await foreach (UpdateRow row in _rows.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await SignUpAsync(signUp, row, output, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                await output.WriteErrorAsync(e, row.Input, row.Number).ConfigureAwait(false);
            }
        }
    }

    private static async Task SignUpAsync(ContactSignUp signUp, UpdateRow row, CmdletOutput output, CancellationToken cancellationToken)
    {
        PreparedSignUp prepared = await signUp.PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        if (prepared.Consent.Verdict == ConsentVerdict.HeldBack)
        {
            output.WriteWarning($"{prepared.Email} was left alone: {prepared.Consent.Reason}.");
            await output.WriteObjectAsync(signUp.HeldBack(prepared)).ConfigureAwait(false);
            return;
        }

        string shown = prepared.Preview.ToString();
        (bool go, _) = await output.ShouldProcessAsync(shown, $"{shown}\n\nThis gives explicit permission, and may send a welcome mail. Send it?", "Sign contact up").ConfigureAwait(false);
        if (go)
        {
            await output.WriteObjectAsync(await signUp.SendAsync(prepared, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private ConsentSwitches Switches() => new() { Restore = Restore, UndoOptOut = UndoOptOut, ConsentReference = ConsentReference };
}
