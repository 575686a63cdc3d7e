using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>Creates single contacts: resolves names, shows the request, sends it, and explains a conflict.</summary>
public sealed class ContactCreation : IContactRowWork
{
    private readonly ContactMaker _maker;
    private readonly PatchResolver _resolver;
    private readonly PreviewMaker _previews;
    private readonly MergeOptions _options;

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="consentReference">Where the proof for a permission beyond implicit is to be found; never sent.</param>
    public ContactCreation(ApiClient client, NameDirectory names, string? consentReference = null)
    {
        _options = new MergeOptions { ConsentReference = consentReference };
        _maker = new ContactMaker(new ContactGateway(client, client.Time));
        _resolver = new PatchResolver(names);
        _previews = new PreviewMaker(client.BaseUri, new UpdateOptions());
    }

    /// <summary>Looks names up and makes the body; sends no write.</summary>
    /// <exception cref="InvalidInputException">No address, an id, a name that nothing or several things have, a value its field cannot take, a permission without proof.</exception>
    public async Task<PreparedContact> PrepareAsync(UpdateRow row, CancellationToken cancellationToken)
    {
        if (row.Invalid is { } invalid)
        {
            throw invalid;
        }

        if (row.ContactId is not null)
        {
            throw InvalidInputException.Value("The contact id", row.ContactId, "a new contact has none yet.", "To change a contact that exists use Update-CcContact.");
        }

        ResolvedPatch patch = await _resolver.ResolveAsync(row.Wish, cancellationToken).ConfigureAwait(false);
        string email = row.Email ?? throw new InvalidInputException("CcMissingIdentity", "A new contact needs an e-mail address.", "Give -Email, or a row with a column email_address.");
        ConsentGuard.Decide(ConsentSubject.Nobody(email), _options.ConsentForNew(patch.Patch)).ThrowIfRefused();
        NewContact fresh = NewContact.From(email, patch.Patch);
        return new PreparedContact(email, fresh, _previews.MakeNew(row, fresh, patch.Names));
    }

    /// <exception cref="ConflictException">
    /// The address is taken, perhaps by a deleted contact: names the contact, its state, and the action to take.
    /// </exception>
    public async Task<UpdateResult> RunAsync(UpdateRow row, RowEntry entry, IUpdateGuide guide, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        foreach (var warning in row.Wish.Warnings)
        {
            guide.Warn(warning);
        }

        var approval = await guide.ApproveAsync(prepared.Preview, cancellationToken).ConfigureAwait(false);
        if (approval != Approval.Send)
        {
            return UpdateResult.Unsent(row, prepared.Preview, approval);
        }

        entry.Announce(RowChange.Create, null, prepared.Contact.Email, prepared.Contact.Changes, []);
        var (made, remark) = await _maker.CreateAsync(prepared.Contact, entry.Doubt is not null, cancellationToken).ConfigureAwait(false);
        var contact = new Contact(made);
        return new UpdateResult
        {
            Row = row.Number,
            Email = contact.EmailAddress ?? prepared.Email,
            ContactId = contact.ContactId,
            Outcome = UpdateOutcome.Created,
            Reason = remark,
            Changes = prepared.Preview.Changes,
            Contact = contact,
            Input = row.Input,
        };
    }
}
