using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Jobs;

/// <summary>Finds the contacts of a state, for writers that cannot look at each one: a request for 500 of them.</summary>
public static class ConsentCensus
{
    /// <param name="client">The account.</param>
    /// <param name="status">One of <see cref="ConsentGuard.StatesHeldBack"/>.</param>
    /// <param name="found">Called with each contact, without sub-resources; one call at a time, on any thread.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task ReadAsync(ApiClient client, string status, Action<JsonObject> found, CancellationToken cancellationToken)
    {
        // Only who they are is wanted. The SMS channel is no sub-resource and comes anyway.
        PagedRequest request = ContactsApi.Search(status == ConsentStatus.SmsUnsubscribed
            ? new ContactQuery { SmsStatus = ["unsubscribed"], Include = [] }
            : new ContactQuery { Status = [status], Include = [] });
        await foreach (JsonObject contact in client.ItemsAsync(request, cancellationToken).ConfigureAwait(false))
        {
            found(contact);
        }
    }

    /// <summary>
    /// The ids of all contacts that <paramref name="request"/> must not reach, each with the reason. Reads the unsubscribed and
    /// the deleted ones, and asks the guard about every single one: who was deleted may have unsubscribed before.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> HeldBackAsync(ApiClient client, ConsentRequest request, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string status in new[] { ConsentStatus.Unsubscribed, ConsentStatus.Deleted })
        {
            await ReadAsync(client, status, Judge, cancellationToken).ConfigureAwait(false);
        }

        return held;

        void Judge(JsonObject json)
        {
            var contact = new Contact(json);
            ConsentDecision decision = ConsentGuard.Decide(ConsentSubject.Of(contact), request);
            if (contact.ContactId is { } id && decision.Verdict is (ConsentVerdict.HeldBack or ConsentVerdict.Refused))
            {
                held[id] = decision.Reason!;
            }
        }
    }
}
