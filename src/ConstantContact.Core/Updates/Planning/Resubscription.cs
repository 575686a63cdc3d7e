using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates.Planning;

/// <summary>Requests the one message in which the service asks an unsubscribed contact to resubscribe.</summary>
public sealed class Resubscription
{
    /// <summary>The maximum number of times that the contact is looked up again.</summary>
    private const int MaxRounds = 6;

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
    public static string? HeldBack(Contact contact) =>
        ConsentGuard
            .Decide(
                ConsentSubject.Of(contact),
                new ConsentRequest(ConsentOperation.AskToResubscribe, ConsentSwitches.None)
            )
            .Reason;

    /// <summary>
    /// Sends the request for the contact that was found last. If the look-up is old by then, for example after a long
    /// prompt or a pause of the service, the contact is first looked up and checked again.
    /// </summary>
    /// <exception cref="ConflictException">The contact was asked before.</exception>
    /// <exception cref="ApiTimeoutException">The request could not leave within the age of its look-up.</exception>
    public async Task<ResubscriptionResult> AskAsync(
        Contact contact,
        IReadOnlyList<string> listIds,
        CancellationToken cancellationToken
    )
    {
        for (var round = 1; round <= MaxRounds; round++)
        {
            try
            {
                await _client
                    .SendAsync(
                        ContactsApi.AskToResubscribe(contact.ContactId!, listIds, _foundAt + ConsentGuard.Freshness),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return ResubscriptionResult.Of(contact, heldBack: null);
            }
            catch (StaleRequestException)
            {
                contact = await FindAsync(null, contact.ContactId, cancellationToken).ConfigureAwait(false);
                if (HeldBack(contact) is { } reason)
                {
                    return ResubscriptionResult.Of(contact, reason);
                }
            }
            catch (ConflictException e)
            {
                throw new ConflictException(
                    $"{contact} was already asked to come back. The service asks each contact only once. {e.Message}",
                    contact.ContactId,
                    e,
                    "The person can sign up again."
                )
                {
                    StatusCode = e.StatusCode,
                    ErrorKey = e.ErrorKey,
                    ExistingState = "unsubscribed",
                };
            }
        }

        throw new ApiTimeoutException(
            $"The request about {contact} could not leave within {ConsentGuard.Freshness.TotalSeconds:F0} s of its "
                + $"look-up, {MaxRounds} times in a row. Nothing was sent."
        );
    }
}
