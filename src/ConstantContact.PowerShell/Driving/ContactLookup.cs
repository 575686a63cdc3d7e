using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Binding;

namespace ConstantContact.PowerShell.Driving;

/// <summary>One contact that somebody named, for cmdlets that only read. Deleted and unsubscribed contacts are found too.</summary>
internal static class ContactLookup
{
    /// <param name="client">Sends one request.</param>
    /// <param name="who">Checked before.</param>
    /// <param name="include">The sub-resources to return; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotFoundException">There is no such contact.</exception>
    internal static async Task<Contact> FindAsync(ApiClient client, ContactIdentity who, IReadOnlyList<string>? include, CancellationToken cancellationToken)
    {
        if (who.ContactId is { } id)
        {
            return new Contact(await client.SendAsync(ContactsApi.ById(id, include), cancellationToken).ConfigureAwait(false));
        }

        var query = new ContactQuery { Email = who.Email, Status = ["all"], Include = include };
        await foreach (JsonObject json in client.ItemsAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false))
        {
            // Believed only if it is the address that was asked for: a plus sign that got lost on the way would find another.
            Contact contact = new(json);
            if (string.Equals(contact.EmailAddress, who.Email, StringComparison.OrdinalIgnoreCase))
            {
                return contact;
            }
        }

        throw new NotFoundException($"There is no contact with the address '{who.Email}', also not a deleted one.", "Check the spelling. A contact that has only a phone number is found by its id.");
    }
}
