using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Binding;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Finds the one contact that the user named, for cmdlets that only read. Includes deleted and unsubscribed contacts.
/// </summary>
internal static class ContactLookup
{
    /// <param name="client">Sends one request.</param>
    /// <param name="who">An identity that was already checked.</param>
    /// <param name="include">The sub-resources to return; null for all.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotFoundException">There is no such contact.</exception>
    internal static async Task<Contact> FindAsync(
        ApiClient client,
        ContactIdentity who,
        IReadOnlyList<string>? include,
        CancellationToken cancellationToken
    )
    {
        if (who.ContactId is { } id)
        {
            return new Contact(
                await client.SendAsync(ContactsApi.ById(id, include), cancellationToken).ConfigureAwait(false)
            );
        }

        var query = new ContactQuery
        {
            Email = who.Email,
            Status = ["all"],
            Include = include,
        };
        var found = client.ItemsAsync(ContactsApi.Search(query), cancellationToken);
        await foreach (var json in found.ConfigureAwait(false))
        {
            // Accept the contact only if it has the requested address: if a plus sign is lost on the way, the service
            // finds a different one.
            var contact = new Contact(json);
            if (string.Equals(contact.EmailAddress, who.Email, StringComparison.OrdinalIgnoreCase))
            {
                return contact;
            }
        }

        throw NotFoundException.ContactWithAddress(who.Email!);
    }
}
