using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates;

/// <summary>Requests the one message in which the service asks an unsubscribed contact to resubscribe.</summary>
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

    /// <exception cref="NotFoundException">The contact does not exist.</exception>
    public async Task<Contact> FindAsync(string? email, string? contactId, CancellationToken cancellationToken)
    {
        var found = contactId is not null
            ? await _gateway.GetAsync(contactId, cancellationToken).ConfigureAwait(false)
            : await _gateway.FindByEmailAsync(email!, cancellationToken).ConfigureAwait(false);
        _foundAt = _client.Time.GetUtcNow();
        return new Contact(found?.Json ?? throw NotFoundException.ContactWithAddress(email!));
    }

    /// <summary>The reason why the guard holds the contact back. Null if the message may be sent.</summary>
    public static string? HeldBack(Contact contact)
    {
        var consent = ConsentGuard.Decide(
            ConsentSubject.Of(contact),
            new ConsentRequest(ConsentOperation.AskToResubscribe, ConsentSwitches.None));
        return consent.Verdict == ConsentVerdict.Go ? null : consent.Reason;
    }

    /// <summary>
    /// Sends the request for the contact that was found last. If the look-up is old, for example after a long prompt,
    /// the contact is first looked up and checked again.
    /// </summary>
    /// <exception cref="ConflictException">The contact was asked before.</exception>
    public async Task<ResubscriptionResult> AskAsync(
        Contact contact, IReadOnlyList<string> listIds, CancellationToken cancellationToken)
    {
        if (_client.Time.GetUtcNow() - _foundAt > ConsentGuard.Freshness)
        {
            contact = await FindAsync(null, contact.ContactId, cancellationToken).ConfigureAwait(false);
            if (HeldBack(contact) is { } reason)
            {
                return new ResubscriptionResult
                {
                    Email = contact.EmailAddress,
                    ContactId = contact.ContactId,
                    Asked = false,
                    Reason = reason,
                };
            }
        }

        try
        {
            await _client.SendAsync(
                ContactsApi.AskToResubscribe(contact.ContactId!, listIds),
                cancellationToken).ConfigureAwait(false);
            return new ResubscriptionResult
            {
                Email = contact.EmailAddress,
                ContactId = contact.ContactId,
                Asked = true,
            };
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
