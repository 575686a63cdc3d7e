using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Import;

/// <summary>An account behind its API client, metered for one import.</summary>
public sealed class ImportService : IImportService
{
    private readonly ApiClient _client;
    private readonly NameDirectory _names;
    private readonly RunMeter _meter;

    /// <param name="client">The account's client; the import's own requests are counted through a view of it.</param>
    /// <param name="names">The account's names.</param>
    /// <param name="observer">Told of every attempt and wait of this import.</param>
    public ImportService(ApiClient client, NameDirectory names, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
    }

    /// <summary>Counts its requests with those of the import.</summary>
    internal ApiClient Client => _client;

    internal NameDirectory Names => _names;

    public long RequestsUsed => _meter.Requests;

    public TimeSpan Waited => _meter.Waited;

    public TimeSpan Paced => _meter.Paced;

    /// <summary>The ids of lists that are given by name or id, in the same order.</summary>
    /// <exception cref="CcException">A list does not exist, or a name is ambiguous.</exception>
    public async Task<IReadOnlyList<string>> ResolveListIdsAsync(
        IEnumerable<string> namesOrIds,
        CancellationToken cancellationToken
    )
    {
        var ids = new List<string>();
        foreach (var nameOrId in namesOrIds)
        {
            ids.Add((await _names.ListAsync(nameOrId, cancellationToken).ConfigureAwait(false)).Id);
        }

        return ids;
    }

    public async Task<IReadOnlyDictionary<string, CustomField>> ResolveFieldsAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        var resolved = new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var field = await _names.CustomFieldAsync(name, cancellationToken).ConfigureAwait(false);
            resolved[name] = field.Name is not null
                ? field
                : throw new UnexpectedResponseException(
                    $"The service gives no name for the custom field '{field}', but an import needs its name."
                );
        }

        return resolved;
    }

    public async Task<IReadOnlyCollection<FieldHeading>> FieldHeadingsAsync(CancellationToken cancellationToken) =>
        [
            .. (await _names.CustomFieldsAsync(cancellationToken).ConfigureAwait(false)).Select(f => new FieldHeading(
                f.Id,
                f.Name,
                f.Label
            )),
        ];

    public Task FindContactsAsync(
        string status,
        ConsentRequest consent,
        Action<string?, string?, string> found,
        CancellationToken cancellationToken
    ) =>
        ContactStatusReader.ReadAsync(
            _client,
            status,
            json =>
            {
                var bySms = status == ConsentStatus.SmsUnsubscribed;
                var subject = bySms ? ConsentSubject.Listed(status) : ConsentSubject.Of(new Contact(json));
                if (ConsentGuard.Decide(subject, consent) is { Verdict: not ConsentVerdict.Go } decision)
                {
                    // A number that left by SMS says nothing about its contact's address.
                    found(
                        decision.Reason == ConsentStatus.SmsUnsubscribed
                            ? null
                            : Text(json, "email_address", "address"),
                        Text(json, "sms_channel", "sms_address"),
                        decision.Reason!
                    );
                }
            },
            cancellationToken
        );

    public Task FindMembersAsync(string listId, Action<string?, string?> found, CancellationToken cancellationToken) =>
        EachAsync(new ContactQuery { Lists = [listId], Include = [] }, found, cancellationToken);

    public async Task<IReadOnlyList<ImportActivity>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<ImportActivity>();
        await foreach (var activity in _client.ItemsAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            all.Add(ImportActivity.From(activity));
        }

        return all;
    }

    public async Task<bool> HoldsAsync(
        IReadOnlyList<string> rows,
        IReadOnlyList<string> listIds,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var isRecent = false;
        foreach (var row in rows)
        {
            var sent = CcJson.ToObject(CcJson.Parse(System.Text.Encoding.UTF8.GetBytes(row)));
            if (sent.Text("email") is not { } email)
            {
                return false; // a contact that has only a number cannot be asked for
            }

            var found = await _client.SendAsync(ContactsApi.ByEmail(email), cancellationToken).ConfigureAwait(false);
            if (found.Count != 1 || !IsAs(sent, found[0], listIds))
            {
                return false;
            }

            isRecent |= new Contact(found[0]).UpdatedAt >= since;
        }

        return isRecent;
    }

    private static bool IsAs(JsonObject sent, JsonObject found, IReadOnlyList<string> listIds)
    {
        Contact contact = new(found);
        return !contact.IsDeleted
            && ContactMembers.Core.All(member =>
                sent.Text(member) is not { } value
                || member == ContactMembers.Anniversary
                || value == found.Text(member)
            )
            && (
                contact.IsUnsubscribed
                || listIds.All(id => contact.ListMemberships.Contains(id, StringComparer.OrdinalIgnoreCase))
            );
    }

    public Task<ImportActivity> StartAsync(bool csv, Func<HttpContent> body, CancellationToken cancellationToken) =>
        _client.SendAsync(csv ? ActivitiesApi.ImportCsv(body) : ActivitiesApi.ImportJson(body), cancellationToken);

    public Task<ImportActivity> GetAsync(string activityId, CancellationToken cancellationToken) =>
        _client.SendAsync(ActivitiesApi.ById(activityId), cancellationToken);

    private async Task EachAsync(
        ContactQuery query,
        Action<string?, string?> found,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var contact in _client.ItemsAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            found(Text(contact, "email_address", "address"), Text(contact, "sms_channel", "sms_address"));
        }
    }

    private static string? Text(JsonObject contact, string member, string inner) =>
        contact[member] is JsonObject value
        && value[inner] is JsonValue text
        && text.GetValueKind() == JsonValueKind.String
            ? text.GetValue<string>()
            : null;
}
