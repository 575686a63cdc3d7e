using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
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
/// <c>New-CcContact</c>: creates contacts one by one and returns them. If a contact already has the address, even a
/// deleted one, the error names it and nothing is changed. For many rows, the bulk import needs fewer requests.
/// </summary>
[Cmdlet(VerbsCommon.New, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Contact))]
public sealed class NewCcContactCommand : ContactRowCmdlet
{
    public NewCcContactCommand()
        : base(capacity: 16) { }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public GivenValue? Email { get; set; }

    /// <summary>At most 50 lists for the contacts, by name or id.</summary>
    [Parameter]
    [Alias("AddToList")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? List { get; set; }

    /// <summary>The tags of the contacts, by name or id.</summary>
    [Parameter]
    [Alias("AddTag")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? Tag { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("add_note")]
    public GivenValue? AddNote { get; set; }

    /// <summary>
    /// The default is Implicit: an existing relationship. Explicit states that the person asked for mail, and requires
    /// a proof.
    /// </summary>
    [Parameter]
    [ValidateSet("explicit", "implicit")]
    public string? PermissionToSend { get; set; }

    private protected override object? ErrorTarget => InputObject ?? (object?)Email?.ToString();

    private protected override RequestedChanges CommonChanges =>
        new()
        {
            AddLists = NamedIdentity.Texts(List),
            AddTags = NamedIdentity.Texts(Tag),
            PermissionToSend = PermissionToSend?.ToLowerInvariant(),
        };

    private protected override void Prepare()
    {
        base.Prepare();
        if (string.Equals(PermissionToSend, "explicit", StringComparison.OrdinalIgnoreCase))
        {
            ConsentGuard.RequireProof(
                "-PermissionToSend explicit",
                new ConsentSwitches { ConsentReference = ConsentReference }
            );
        }

        StartRun();
    }

    private protected override Dictionary<string, GivenValue?> Given()
    {
        var given = base.Given();
        given[nameof(Email)] = Email;
        given[nameof(AddNote)] = AddNote;
        return given;
    }

    private protected override Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var meter = new RunMeter(new RequestTrace(output), Account.Time);
        var client = Account.Client.Observed(meter);
        var names = Account.Names.Through(client);
        var creation = new ContactCreation(client, names, ConsentReference);
        var shapes = new ContactShapes(output, names);
        var guide = new ContactRowGuide(
            output,
            "Create contact",
            "Send this?",
            result => ShowAsync(output, shapes, result, cancellationToken)
        );
        return DriveAsync(output, new ContactRowRun(Run, creation, guide, ConsentReference), meter, cancellationToken);
    }

    private async Task ShowAsync(
        CmdletOutput output,
        ContactShapes shapes,
        UpdateResult result,
        CancellationToken cancellationToken
    )
    {
        if (result.Contact is not { } contact)
        {
            return;
        }

        if (ConsentReference is not null)
        {
            output.WriteVerbose($"{contact}: consent recorded as {ConsentReference}.");
        }

        await shapes.WriteAsync([contact.ToJson()], cancellationToken).ConfigureAwait(false);
    }
}
