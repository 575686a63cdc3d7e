using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using System.Web;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The least of a service that an update needs, in memory, with a hook around every request.</summary>
internal sealed class FakeService : HttpMessageHandler
{
    private readonly object _lock = new();

    public Dictionary<string, JsonObject> Contacts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>"GET email", "GET id", "PUT id" in the order in which they arrived.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public ConcurrentQueue<string> PutBodies { get; } = new();

    /// <summary>Before the request takes effect; what it returns is the answer instead.</summary>
    public Func<string, Task<HttpResponseMessage?>>? Before { get; set; }

    /// <summary>After the request took effect; may throw, as a broken connection would.</summary>
    public Func<string, Task>? After { get; set; }

    /// <summary>What a PUT makes of the stored contact; null for the service's documented way.</summary>
    public Action<JsonObject, JsonObject>? ApplyPut { get; set; }

    public int Writes => Log.Count(l => !l.StartsWith("GET", StringComparison.Ordinal));

    public JsonObject Add(string id, string email, Action<JsonObject>? more = null)
    {
        var contact = new JsonObject
        {
            ["contact_id"] = id,
            ["email_address"] = new JsonObject
            {
                ["address"] = email,
                ["permission_to_send"] = "implicit",
                ["updated_at"] = "2026-01-01T00:00:00Z",
            },
            ["first_name"] = "Old",
            ["last_name"] = "Name",
            ["custom_fields"] = new JsonArray(),
            ["phone_numbers"] = new JsonArray(),
            ["street_addresses"] = new JsonArray(),
            ["list_memberships"] = new JsonArray(),
            ["taggings"] = new JsonArray(),
            ["notes"] = new JsonArray(),
        };
        more?.Invoke(contact);
        Contacts[id] = contact;
        return contact;
    }

    public static HttpResponseMessage Answer(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string path = request.RequestUri!.AbsolutePath;
        string? email = HttpUtility.ParseQueryString(request.RequestUri.Query)["email"];
        string what = $"{request.Method} {email ?? path[(path.LastIndexOf('/') + 1)..]}";
        Log.Enqueue(what);
        if (Before is not null && await Before(what) is { } instead)
        {
            return instead;
        }

        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        HttpResponseMessage answer;
        lock (_lock)
        {
            answer = Handle(request.Method, path, email, body);
        }

        if (After is not null)
        {
            await After(what);
        }

        return answer;
    }

    private HttpResponseMessage Handle(HttpMethod method, string path, string? email, string body)
    {
        string id = path[(path.LastIndexOf('/') + 1)..];
        if (path.EndsWith("/contact_custom_fields", StringComparison.Ordinal))
        {
            return Answer(HttpStatusCode.OK, """{"custom_fields":[]}""");
        }

        if (email is not null)
        {
            IEnumerable<JsonNode> hits = Contacts
                .Values.Where(c =>
                    string.Equals((string?)c["email_address"]?["address"], email, StringComparison.OrdinalIgnoreCase)
                )
                .Select(c => c.DeepClone());
            return Answer(HttpStatusCode.OK, new JsonObject { ["contacts"] = new JsonArray([.. hits]) }.ToJsonString());
        }

        if (path.EndsWith("/sign_up_form", StringComparison.Ordinal))
        {
            return SignUp(JsonNode.Parse(body)!.AsObject());
        }

        if (method == HttpMethod.Post)
        {
            JsonObject made = JsonNode.Parse(body)!.AsObject();
            made["contact_id"] = $"00000000-0000-11e9-9c8a-{Contacts.Count:x12}";
            Contacts[(string)made["contact_id"]!] = made;
            return Answer(HttpStatusCode.Created, made.ToJsonString());
        }

        if (!Contacts.TryGetValue(id, out JsonObject? stored))
        {
            return Answer(
                HttpStatusCode.NotFound,
                """[{"error_key":"contacts.api.not_found","error_message":"not found"}]"""
            );
        }

        if (path.Contains("/resubscribe/"))
        {
            return Answer(HttpStatusCode.OK, "{}");
        }

        if (method == HttpMethod.Delete)
        {
            if (stored["deleted_at"] is not null)
            {
                return Answer(
                    HttpStatusCode.NotFound,
                    """[{"error_key":"contacts.api.not_found","error_message":"not found"}]"""
                );
            }

            stored["deleted_at"] = "2026-11-24T00:00:00Z";
            return Answer(HttpStatusCode.NoContent, "");
        }

        if (method == HttpMethod.Put)
        {
            PutBodies.Enqueue(body);
            JsonObject sent = JsonNode.Parse(body)!.AsObject();
            (ApplyPut ?? Overwrite)(stored, sent);
        }

        return Answer(HttpStatusCode.OK, stored.ToJsonString());
    }

    /// <summary>The form gives explicit permission to everyone, and adds to the lists.</summary>
    private HttpResponseMessage SignUp(JsonObject sent)
    {
        var email = (string)sent["email_address"]!;
        var found = Contacts.Values.FirstOrDefault(c =>
            string.Equals((string?)c["email_address"]?["address"], email, StringComparison.OrdinalIgnoreCase)
        );
        var contact =
            found
            ?? Add(
                $"00000000-0000-11e9-9c8a-{Contacts.Count:x12}",
                email,
                static c =>
                {
                    c.Remove("first_name");
                    c.Remove("last_name");
                }
            );
        contact.Remove("deleted_at");
        contact["email_address"]!["permission_to_send"] = "explicit";
        foreach (var member in sent.Where(m => m.Key != "email_address"))
        {
            contact[member.Key] = member.Value?.DeepClone();
        }

        var action = found is null ? "created" : "updated";
        return Answer(
            found is null ? HttpStatusCode.Created : HttpStatusCode.OK,
            $$"""{"contact_id":"{{contact["contact_id"]}}","action":"{{action}}"}"""
        );
    }

    private static void Overwrite(JsonObject stored, JsonObject sent)
    {
        foreach (
            string core in new[]
            {
                "first_name",
                "last_name",
                "job_title",
                "company_name",
                "birthday_month",
                "birthday_day",
                "anniversary",
            }
        )
        {
            stored.Remove(core);
        }

        foreach ((string member, JsonNode? value) in sent)
        {
            stored[member] = value?.DeepClone();
        }

        stored["updated_at"] = "2026-11-24T00:00:00Z";
    }
}
