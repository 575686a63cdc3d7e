using System.Management.Automation;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Request-CcResubscription</c>: has the service send the message that invites unsubscribed contacts to resubscribe.
/// The service sends it only once per contact.
/// </summary>
[Cmdlet(VerbsLifecycle.Request, "CcResubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ResubscriptionResult))]
public sealed class RequestCcResubscriptionCommand : ConnectedCmdlet
{
    /// <summary>Addresses, ids, contacts, or rows that have one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[] Contact { get; set; } = null!;

    /// <summary>1 to 50 lists, by name or id, to which the contact returns.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ValidateCount(1, 50)]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("list_ids")]
    public ListIdentity[] List { get; set; } = null!;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => Contact;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        string[] ids =
        [
            .. (await GroupIdentity.IdsAsync(List, names, cancellationToken).ConfigureAwait(false)).Distinct(
                StringComparer.OrdinalIgnoreCase
            ),
        ];
        var resubscription = new Resubscription(client);
        foreach (var given in Contact)
        {
            await output
                .TryAsync(given.Input, () => AskAsync(resubscription, given.Checked(), ids, output, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    private async Task AskAsync(
        Resubscription resubscription,
        ContactIdentity who,
        string[] lists,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var contact = await resubscription.FindAsync(who.Email, who.ContactId, cancellationToken).ConfigureAwait(false);
        ResubscriptionResult result;
        if (Resubscription.HeldBack(contact) is { } reason)
        {
            result = ResubscriptionResult.Of(contact, reason);
        }
        else
        {
            var (go, _) = await output
                .ShouldProcessAsync(
                    $"Ask {contact} by mail to come back to {string.Join<ListIdentity>(", ", List)}\nPUT {Account.BaseUri.AbsolutePath.TrimEnd('/')}/contacts/resubscribe/{contact.ContactId}\n{{\"list_ids\":[{string.Join(",", lists.Select(id => $"\"{id}\""))}]}}",
                    $"Ask {contact} by mail to come back to {string.Join<ListIdentity>(", ", List)}? The service does "
                        + "this once for each contact, ever.",
                    "Ask contact to come back"
                )
                .ConfigureAwait(false);
            if (!go)
            {
                return;
            }

            result = await resubscription.AskAsync(contact, lists, cancellationToken).ConfigureAwait(false);
        }

        if (!result.Asked)
        {
            output.WriteWarning($"{contact} was not asked: {result.Reason}.");
        }

        if (PassThru)
        {
            await output.WriteObjectAsync(result).ConfigureAwait(false);
        }
    }
}
