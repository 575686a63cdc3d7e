using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates;

/// <summary>Has the service send the one mail that asks an unsubscribed contact to come back.</summary>
public sealed class Resubscription
{
    private readonly ApiClient _client;
    private readonly ContactGateway _gateway;
    private DateTimeOffset _foundAt;

    public Resubscription(ApiClient client)
    {
        _client = client;
        _gateway = new ContactGateway(client, client.Time);
    }

    /// <exception cref="NotFoundException">There is no such contact.</exception>
    public async Task<Contact> FindAsync(string? email, string? contactId, CancellationToken cancellationToken)
    {
        ContactSnapshot? found = contactId is not null
            ? await _gateway.GetAsync(contactId, cancellationToken).ConfigureAwait(false)
            : await _gateway.FindByEmailAsync(email!, cancellationToken).ConfigureAwait(false);
        _foundAt = _client.Time.GetUtcNow();
        return new Contact(found?.Json ?? throw NotFoundException.ContactWithAddress(email!));
    }

    /// <summary>The guard's word on the contact; null where it may be asked.</summary>
    public static string? HeldBack(Contact contact)
    {
        ConsentDecision consent = ConsentGuard.Decide(ConsentSubject.Of(contact), new ConsentRequest(ConsentOperation.AskToReturn, ConsentSwitches.None));
        return consent.Verdict == ConsentVerdict.Go ? null : consent.Reason;
    }

    /// <summary>Asks the contact that was found last. Where that was long ago, as after a question that waited, it is looked up and judged again first.</summary>
    /// <exception cref="ConflictException">The contact was asked before.</exception>
    public async Task<ResubscriptionResult> AskAsync(Contact contact, IReadOnlyList<string> listIds, CancellationToken cancellationToken)
    {
        if (_client.Time.GetUtcNow() - _foundAt > ConsentGuard.Freshness)
        {
            contact = await FindAsync(null, contact.ContactId, cancellationToken).ConfigureAwait(false);
            if (HeldBack(contact) is { } reason)
            {
                return new ResubscriptionResult { Email = contact.EmailAddress, ContactId = contact.ContactId, Asked = false, Reason = reason };
            }
        }

        try
        {
            await _client.SendAsync(ContactsApi.AskToReturn(contact.ContactId!, listIds), cancellationToken).ConfigureAwait(false);
            return new ResubscriptionResult { Email = contact.EmailAddress, ContactId = contact.ContactId, Asked = true };
        }
        catch (ConflictException e)
        {
            throw new ConflictException(
                $"{contact} was already asked to come back. The service asks each contact only once. {e.Message}",
                contact.ContactId,
                e,
                "The person can sign up again.")
            {
                StatusCode = e.StatusCode,
                ErrorKey = e.ErrorKey,
                ExistingState = "unsubscribed",
            };
        }
    }
}
