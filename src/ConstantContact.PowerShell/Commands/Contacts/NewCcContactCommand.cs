using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates;
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
        : base(capacity: 16)
    {
    }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    public GivenValue? Email { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? AddToList { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? AddTag { get; set; }

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

    private protected override RequestedChanges CommonChanges => new()
    {
        AddLists = NamedIdentity.Texts(AddToList),
        AddTags = NamedIdentity.Texts(AddTag),
        PermissionToSend = PermissionToSend?.ToLowerInvariant(),
    };

    private protected override void Prepare()
    {
        base.Prepare();
        if (string.Equals(PermissionToSend, "explicit", StringComparison.OrdinalIgnoreCase))
        {
            ConsentGuard.RequireProof(
                "-PermissionToSend explicit",
                new ConsentSwitches { ConsentReference = ConsentReference });
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
        var creation = new ContactCreation(client, Account.Names.Through(client), ConsentReference);
        var guide = new ContactRowGuide(output, "Create contact", "Send this?", result => Shown(output, result));
        return DriveAsync(output, new ContactRowRun(Run, creation, guide, ConsentReference), meter, cancellationToken);
    }

    private Contact? Shown(CmdletOutput output, UpdateResult result)
    {
        if (result.Contact is { } contact && ConsentReference is not null)
        {
            output.WriteVerbose($"{contact}: consent recorded as {ConsentReference}.");
        }

        return result.Contact;
    }
}
