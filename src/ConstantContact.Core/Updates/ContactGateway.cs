using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The four requests of a safe update, and the rules of the look-up: by id, or by address with any status. The answer
/// must contain exactly the requested contact.
/// </summary>
internal sealed class ContactGateway
{
    private readonly ApiClient _client;
    private readonly TimeProvider _time;

    public ContactGateway(ApiClient client, TimeProvider time)
    {
        _client = client;
        _time = time;
    }

    /// <summary>
    /// The maximum time between the GET and the PUT of a body. The API has no ETag, so changes that others make in
    /// between are overwritten. This limit keeps that window short.
    /// </summary>
    public static TimeSpan Freshness => ConsentGuard.Freshness;

    /// <summary>Null if no contact has the address. Deleted and unsubscribed contacts are found.</summary>
    public async Task<ContactSnapshot?> FindByEmailAsync(string email, CancellationToken cancellationToken)
    {
        var hits = await _client.SendAsync(ContactsApi.ByEmail(email), cancellationToken).ConfigureAwait(false);
        var readAt = _time.GetUtcNow();
        if (hits.Count == 0)
        {
            return null;
        }

        List<JsonObject> matching =
        [
            .. hits.Where(h => string.Equals(new Contact(h).EmailAddress, email, StringComparison.OrdinalIgnoreCase)),
        ];
        return hits.Count == 1 && matching.Count == 1
            ? new ContactSnapshot(CheckedOf(matching[0], $"the contact with the address '{email}'"), readAt)
            : throw new InvalidInputException(
                "CcAmbiguousContact",
                $"The service found {Quantity.Of(hits.Count, "contact")} for the address '{email}', of which "
                    + $"{Quantity.Of(matching.Count, "has", "have")} that address"
                    + $": {string.Join(", ", hits.Select(h => new Contact(h).ContactId))}.",
                "Give the contact by its id, with -ContactId. Nothing was sent."
            );
    }

    /// <exception cref="NotFoundException">The contact does not exist.</exception>
    public async Task<ContactSnapshot> GetAsync(string contactId, CancellationToken cancellationToken)
    {
        var json = await _client
            .SendAsync(ContactsApi.ById(contactId, lane: PaceLane.Urgent), cancellationToken)
            .ConfigureAwait(false);
        return new ContactSnapshot(CheckedOf(json, $"the contact {contactId}"), _time.GetUtcNow());
    }

    /// <exception cref="StaleRequestException">The PUT could not start in time. Nothing was sent.</exception>
    public Task<JsonObject> PutAsync(
        string contactId,
        byte[] body,
        ContactSnapshot basis,
        CancellationToken cancellationToken
    ) => _client.SendAsync(ContactsApi.Put(contactId, body, basis.ReadAt + Freshness), cancellationToken);

    public Task<JsonObject> CreateAsync(JsonObject body, CancellationToken cancellationToken) =>
        _client.SendAsync(ContactsApi.Create(body), cancellationToken);

    /// <summary>
    /// A contact is sent back as it came. Without an id it has no address to be sent to, and text that is not valid
    /// Unicode (half of a surrogate pair) cannot be sent.
    /// </summary>
    internal static JsonObject CheckedOf(JsonObject contact, string what)
    {
        if (string.IsNullOrEmpty(contact.Text(ContactMembers.ContactId)))
        {
            throw Unreadable($"The service shows {what} without a contact_id.");
        }

        try
        {
            CcJson.ToUtf8(contact);
            return contact;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw Unreadable(
                $"The service shows {what} with text that is not valid Unicode, which cannot be sent back unchanged.",
                e
            );
        }
    }

    private static UnexpectedResponseException Unreadable(string message, Exception? inner = null) =>
        new(
            message,
            "Nothing was sent about this contact. Correct it in the web interface of Constant Contact, then run "
                + "the command again for this row.",
            inner
        );
}
