using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Sync;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>New-CcContact</c>: creates contacts one by one and returns them. An address that any contact has, deleted ones too, is
/// an error that names it; nothing is changed then. For many rows the bulk import takes fewer requests.
/// </summary>
[Cmdlet(VerbsCommon.New, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Contact))]
public sealed class NewCcContactCommand : StreamingCmdlet
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

    /// <summary>Custom fields by name, label or id: @{ Membership = 'Gold' }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? CustomField { get; set; }

    /// <summary>Phone numbers by kind: @{ work = '555-0100' }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Phone { get; set; }

    /// <summary>Parts of street addresses by kind: @{ home = @{ city = 'Waltham' } }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Address { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public string[]? AddToList { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public string[]? AddTag { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("add_note")]
    public string? AddNote { get; set; }

    /// <summary>Implicit unless given: an existing relationship. Explicit says that the person asked for mail, and needs a proof.</summary>
    [Parameter]
    [ValidateSet("explicit", "implicit")]
    public string? PermissionToSend { get; set; }

    /// <summary>Where the account's proof of consent is to be found; shown in the verbose output, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    private protected override IPipelineInput Input => _rows;

    private protected override object? ErrorTarget => InputObject ?? (object?)Email;

    private protected override void Prepare()
    {
        base.Prepare();
        if (string.Equals(PermissionToSend, "explicit", StringComparison.OrdinalIgnoreCase))
        {
            ConsentGuard.RequireProof("-PermissionToSend explicit", new ConsentSwitches { ConsentReference = ConsentReference });
        }

        _composer = new UpdateRowComposer(
            new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase),
            columnMap: null,
            ignoreUnknown: false,
            nullTokens: null,
            new UpdateWish
            {
                AddLists = AddToList ?? [],
                AddTags = AddTag ?? [],
                PermissionToSend = PermissionToSend?.ToLowerInvariant(),
            },
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
            [nameof(AddNote)] = AddNote,
        }));

    private protected override async Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ContactCreation creation = new(client, Account.Names.Through(client), ConsentReference);
        await foreach (UpdateRow row in _rows.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await CreateAsync(creation, row, output, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                await output.WriteErrorAsync(e, row.Input, row.Number).ConfigureAwait(false);
            }
        }
    }

    private async Task CreateAsync(ContactCreation creation, UpdateRow row, CmdletOutput output, CancellationToken cancellationToken)
    {
        PreparedContact prepared = await creation.PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        string shown = prepared.Preview.ToString();
        (bool go, _) = await output.ShouldProcessAsync(shown, $"{shown}\n\nSend this?", "Create contact").ConfigureAwait(false);
        if (!go)
        {
            return;
        }

        Contact contact = await creation.CreateAsync(prepared, cancellationToken).ConfigureAwait(false);
        if (ConsentReference is not null)
        {
            output.WriteVerbose($"{contact}: consent recorded as {ConsentReference}.");
        }

        await output.WriteObjectAsync(contact).ConfigureAwait(false);
    }
}
