using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Finds the contacts in a state, for writers that cannot look at each one. One request returns 500 of them.
/// </summary>
public static class ContactStatusReader
{
    /// <param name="client">The account.</param>
    /// <param name="status">One of <see cref="ConsentGuard.StatesHeldBack"/>.</param>
    /// <param name="found">Called with each contact, without sub-resources. One call at a time, on any thread.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task ReadAsync(
        ApiClient client,
        string status,
        Action<JsonObject> found,
        CancellationToken cancellationToken
    )
    {
        // Only their identity is needed. The SMS channel is not a sub-resource and is always included.
        var request = ContactsApi.Search(
            status == ConsentStatus.SmsUnsubscribed
                ? new ContactQuery { SmsStatus = ["unsubscribed"], Include = [] }
                : new ContactQuery { Status = [status], Include = [] }
        );
        await foreach (var contact in client.ItemsAsync(request, cancellationToken).ConfigureAwait(false))
        {
            found(contact);
        }
    }
}
