using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Updates;

/// <summary>Creates single contacts: resolve, show, POST, and explain a conflict.</summary>
public sealed class ContactCreation
{
    private readonly ContactGateway _gateway;
    private readonly PatchResolver _resolver;
    private readonly PreviewMaker _previews;
    private readonly MergeOptions _options;

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="consentReference">Where the proof for a permission beyond implicit is to be found; never sent.</param>
    public ContactCreation(ApiClient client, NameDirectory names, string? consentReference = null)
    {
        _options = new MergeOptions { ConsentReference = consentReference };
        _gateway = new ContactGateway(client, client.Time);
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

    /// <returns>The contact as the service answers it.</returns>
    /// <exception cref="ConflictException">The address is taken, perhaps by a deleted contact: says by which, its state, and what to do.</exception>
    public async Task<Contact> CreateAsync(PreparedContact prepared, CancellationToken cancellationToken)
    {
        try
        {
            return new Contact(await _gateway.CreateAsync(prepared.Contact.Body, cancellationToken).ConfigureAwait(false));
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            // A POST is never repeated blindly. A contact that has all that was sent is the one that was made.
            JsonObject? found = await FindAsync(prepared.Email, cancellationToken).ConfigureAwait(false);
            if (found is not null && ContactDiff.Between(prepared.Contact.Document, found).All(static change => change.Old is null))
            {
                return new Contact(found);
            }

            throw;
        }
        catch (ConflictException e)
        {
            throw await ExplainAsync(prepared.Email, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ConflictException> ExplainAsync(string email, ConflictException conflict, CancellationToken cancellationToken)
    {
        if (await FindAsync(email, cancellationToken).ConfigureAwait(false) is not { } json)
        {
            return conflict;
        }

        Contact existing = new(json);
        (string state, string remedy) = existing switch
        {
            { IsDeleted: true } => ("deleted", $"Bring it back with Update-CcContact -ContactId {existing.ContactId} -Restore -AddToList, if the person is to get mail again."),
            { IsUnsubscribed: true } => ("unsubscribed", $"Change its details with Update-CcContact -ContactId {existing.ContactId} -IncludeUnsubscribed; only the person can subscribe again."),
            _ => ("active", $"Change it with Update-CcContact -ContactId {existing.ContactId}."),
        };
        return new ConflictException($"'{email}' belongs to the contact {existing.ContactId} already, which is {state}.", existing.ContactId, conflict, remedy)
        {
            StatusCode = conflict.StatusCode,
            ErrorKey = conflict.ErrorKey,
            ExistingState = state,
        };
    }

    /// <summary>Null also where the look-up fails: the failure before it is the one to be told.</summary>
    private async Task<JsonObject?> FindAsync(string email, CancellationToken cancellationToken)
    {
        try
        {
            return (await _gateway.FindByEmailAsync(email, cancellationToken).ConfigureAwait(false))?.Json;
        }
        catch (CcException)
        {
            return null;
        }
    }
}
