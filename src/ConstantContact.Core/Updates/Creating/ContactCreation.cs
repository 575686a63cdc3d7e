using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Creating;

/// <summary>Creates single contacts: resolves names, shows the request, sends it, and explains a conflict.</summary>
public sealed class ContactCreation : IContactRowWork
{
    private readonly ContactCreator _maker;
    private readonly PatchResolver _resolver;
    private readonly PreviewBuilder _previews;
    private readonly MergeOptions _options;

    /// <param name="client">The account.</param>
    /// <param name="names">The names in the account.</param>
    /// <param name="consentReference">The location of the proof for a permission above implicit. Never sent.</param>
    public ContactCreation(ApiClient client, NameDirectory names, string? consentReference = null)
    {
        _options = new MergeOptions { ConsentReference = consentReference };
        _maker = new ContactCreator(new ContactGateway(client, client.Time));
        _resolver = new PatchResolver(names);
        _previews = new PreviewBuilder(client.BaseUri, new UpdateOptions());
    }

    /// <summary>Looks up names and builds the body. Sends no write.</summary>
    /// <exception cref="InvalidInputException">
    /// The address is missing, an id was given, a name is unknown or ambiguous, a field cannot take a value, or a
    /// permission has no proof.
    /// </exception>
    public async Task<PreparedContact> PrepareAsync(UpdateRow row, CancellationToken cancellationToken)
    {
        if (row.Invalid is { } invalid)
        {
            throw invalid;
        }

        if (row.ContactId is not null)
        {
            throw InvalidInputException.Value(
                "The contact id",
                row.ContactId,
                "a new contact has none yet.",
                "To change an existing contact, use Update-CcContact."
            );
        }

        var patch = await _resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false);
        var email =
            row.Email
            ?? throw new InvalidInputException(
                "CcMissingIdentity",
                "A new contact needs an e-mail address.",
                "Give -Email, or a row with a column email_address."
            );
        ConsentGuard.Decide(ConsentSubject.NewContact(email), _options.ConsentForNew(patch.Patch)).ThrowIfRefused();
        var fresh = NewContact.From(email, patch.Patch);
        return new PreparedContact(email, fresh, _previews.BuildNew(row, fresh, patch.Names));
    }

    /// <exception cref="ConflictException">
    /// The address is taken, perhaps by a deleted contact: names the contact, its state, and the action to take.
    /// </exception>
    public async Task<UpdateResult> RunAsync(
        UpdateRow row,
        RowEntry entry,
        IUpdateGuide guide,
        CancellationToken cancellationToken
    )
    {
        var prepared = await PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        foreach (var warning in row.Changes.Warnings)
        {
            guide.Warn(warning);
        }

        var approval = await guide.ApproveAsync(prepared.Preview, cancellationToken).ConfigureAwait(false);
        if (approval != Approval.Send)
        {
            return UpdateResult.Unsent(row, prepared.Preview, approval);
        }

        entry.Announce(RowChange.Create, null, prepared.Contact.Email, prepared.Contact.Changes, []);
        var (made, remark) = await _maker
            .CreateAsync(prepared.Contact, entry.Doubt is not null, cancellationToken)
            .ConfigureAwait(false);
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
