using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Updates;

/// <summary>
/// Creates single contacts: resolves names, shows the request, sends the POST and explains conflicts.
/// </summary>
public sealed class ContactCreation
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
                "To change an existing contact, use Update-CcContact.");
        }

        var patch = await _resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false);
        var email = row.Email
            ?? throw new InvalidInputException(
                "CcMissingIdentity",
                "A new contact needs an e-mail address.",
                "Give -Email, or a row with a column email_address.");
        ConsentGuard.Decide(ConsentSubject.NewContact(email), _options.ConsentForNew(patch.Patch)).ThrowIfRefused();
        var fresh = NewContact.From(email, patch.Patch);
        return new PreparedContact(email, fresh, _previews.BuildNew(row, fresh, patch.Names));
    }

    /// <returns>The contact as the service returns it.</returns>
    /// <exception cref="ConflictException">
    /// The address is in use, perhaps by a deleted contact. The message names the contact, its state and the remedy.
    /// </exception>
    public async Task<Contact> CreateAsync(PreparedContact prepared, CancellationToken cancellationToken) =>
        new((await _maker.CreateAsync(prepared.Contact, cancellationToken).ConfigureAwait(false)).Contact);
}
