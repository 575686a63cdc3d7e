using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The least of a service that deletes contacts: one by one and by activities.</summary>
internal sealed class RemovalAccount : IDisposable
{
    private readonly ClientFixture _fixture = new(
        new ApiClientOptions { RequestsPerSecond = 1000, RequestsPerDay = 1_000_000 }
    );

    private readonly Dictionary<string, JsonObject> _contacts = new(StringComparer.OrdinalIgnoreCase);

    public RemovalAccount() => _fixture.Service.Otherwise(Answer);

    public StubHandler Service => _fixture.Service;

    public TestClock Clock => _fixture.Clock;

    /// <summary>The contact ids of each activity that was taken. Contacts that do not exist count as not done.</summary>
    public List<string[]> Jobs { get; } = [];

    /// <summary>The end of each activity, by its number; "completed" where there is none.</summary>
    public Dictionary<int, string> States { get; } = [];

    /// <summary>False for activities that report errors instead of counters.</summary>
    public bool ShowsCounters { get; set; } = true;

    /// <summary>Reads of the collection of contacts.</summary>
    public int Pages =>
        Service.Sent.Count(static r =>
            r.Method == HttpMethod.Get && r.Uri.AbsolutePath.EndsWith("/contacts", StringComparison.Ordinal)
        );

    public int Writes => Service.Sent.Count(static r => r.Method != HttpMethod.Get);

    public static string Id(int n) => string.Create(CultureInfo.InvariantCulture, $"1618ae62-4752-11e9-9c8a-{n:x12}");

    public static ContactRemoval[] ById(int count) =>
        [.. Enumerable.Range(1, count).Select(static n => new ContactRemoval(null, Id(n), null) { Row = n })];

    public void Dispose() => _fixture.Dispose();

    public JsonObject Add(int n) =>
        _contacts[Id(n)] = new JsonObject
        {
            ["contact_id"] = Id(n),
            ["email_address"] = new JsonObject { ["address"] = $"p{n}@example.com" },
            ["first_name"] = $"Name {n}",
        };

    public void AddMany(int count)
    {
        for (var n = 1; n <= count; n++)
        {
            Add(n);
        }
    }

    public void Remove(int n) => _contacts.Remove(Id(n));

    /// <summary>By somebody else.</summary>
    public void Delete(int n) => _contacts[Id(n)]["deleted_at"] = "2026-05-01T00:00:00Z";

    public bool IsDeleted(string id) => _contacts[id]["deleted_at"] is not null;

    public Task<CcException?> RunAsync(ContactRemoval[] removals, OpenRun? run = null, bool undoable = false) =>
        RunAsync(removals, Create(run, undoable));

    public Task<CcException?> RunAsync(ContactRemoval[] removals, RemovalRun run)
    {
        return Clock.DriveAsync(RunToEndAsync());

        async Task<CcException?> RunToEndAsync()
        {
            await run.ResolveAsync(removals, CancellationToken.None);
            return await run.SendAsync(removals, CancellationToken.None);
        }
    }

    public RemovalRun Create(OpenRun? run = null, bool undoable = false, Action<int, int>? progress = null) =>
        new(_fixture.Client, null, TimeSpan.FromMinutes(1), progress, run) { Undoable = undoable };

    public HttpResponseMessage Answer(SentRequest sent)
    {
        var path = sent.Uri.AbsolutePath;
        var last = path.Substring(path.LastIndexOf('/') + 1);
        if (sent.Method == HttpMethod.Post)
        {
            Assert.Equal("/v3/activities/contact_delete", path);
            Jobs.Add([.. JsonNode.Parse(sent.Body!)!["contact_ids"]!.AsArray().Select(static id => (string)id!)]);
            foreach (var id in Jobs[^1].Where(_contacts.ContainsKey))
            {
                _contacts[id]["deleted_at"] = "2026-05-04T10:00:00Z";
            }

            return StubHandler.Response(HttpStatusCode.Created, Activity(Jobs.Count, "initialized"));
        }

        return last == "contacts" ? Collection(HttpUtility.ParseQueryString(sent.Uri.Query))
            : path.IndexOf("/contacts/", StringComparison.Ordinal) >= 0 ? One(sent.Method, last)
            : StubHandler.Response(
                HttpStatusCode.OK,
                last == "activities"
                    ? $$"""{"activities":[{{string.Join(",", Jobs.Select((_, i) => Ended(i + 1)))}}]}"""
                    : Ended(int.Parse(last.Split('-')[^1], CultureInfo.InvariantCulture))
            );
    }

    private static HttpResponseMessage NotFound() =>
        StubHandler.Response(
            HttpStatusCode.NotFound,
            """[{"error_key":"contacts.api.not_found","error_message":"not found"}]"""
        );

    private HttpResponseMessage Collection(System.Collections.Specialized.NameValueCollection query)
    {
        var found = _contacts.Values.Where(c =>
            query["email"] is { } email ? (string?)c["email_address"]!["address"] == email
            : query["status"] == "deleted" ? c["deleted_at"] is not null
            : query["status"] == "all" || c["deleted_at"] is null
        );
        return StubHandler.Response(
            HttpStatusCode.OK,
            new JsonObject { ["contacts"] = new JsonArray([.. found.Select(static c => c.DeepClone())]) }.ToJsonString()
        );
    }

    private HttpResponseMessage One(HttpMethod method, string id)
    {
        if (!_contacts.TryGetValue(id, out var contact))
        {
            return NotFound();
        }

        if (method != HttpMethod.Delete)
        {
            return StubHandler.Response(HttpStatusCode.OK, contact.ToJsonString());
        }

        if (contact["deleted_at"] is not null)
        {
            return NotFound();
        }

        contact["deleted_at"] = "2026-05-04T10:00:00Z";
        return StubHandler.Response(HttpStatusCode.NoContent, "");
    }

    private string Ended(int number) =>
        Activity(number, States.TryGetValue(number, out var state) ? state : "completed");

    private string Activity(int number, string state)
    {
        var done = Jobs[number - 1].Count(_contacts.ContainsKey);
        return new JsonObject
        {
            ["activity_id"] = $"job-{number}",
            ["state"] = state,
            ["activity_errors"] = ShowsCounters ? [] : new JsonArray("one contact was not found"),
            ["status"] = ShowsCounters
                ? new JsonObject { ["items_total_count"] = done, ["items_completed_count"] = done }
                : [],
        }.ToJsonString();
    }
}
