using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Tests.Hosted;

/// <summary>
/// A hostile service: hands requests on to an emulator and puts control sequences for terminals into every text of its
/// answers that a user may see, or refuses all requests with such a text.
/// </summary>
internal sealed class HostileProxy : IAsyncDisposable
{
    /// <summary>
    /// Clears the screen, rings, colours, turns the direction of text, and begins a line that looks like another one.
    /// </summary>
    public const string Evil = "\u001b[2J\u0007x\u009b31m\u202Ey\u2066z\r\nFORGED: line\u0085\u007f\u2028q";

    private static readonly HashSet<string> Texts = new(
        [
            "name",
            "label",
            "description",
            "error_message",
            "first_name",
            "last_name",
            "job_title",
            "company_name",
            "street",
            "city",
            "postal_code",
            "country",
            "phone_number",
            "content",
            "value",
            "choice_label",
            "organization_name",
            "website",
            "opt_out_reason",
            "campaign_name",
            "subject",
            "nickname",
            "segment_name",
            "source_file_name",
            "activity_errors",
            "country_code",
            "state_name",
            "time_zone_id",
            "contact_email",
            "contact_phone",
        ],
        StringComparer.Ordinal
    );

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri _target;
    private readonly Task _serving;

    public HostileProxy(Uri target)
    {
        _target = target;
        BaseUri = new Uri($"http://127.0.0.1:{FreePort.Next()}/v3");
        _listener.Prefixes.Add(new Uri(BaseUri, "/").AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri BaseUri { get; }

    /// <summary>Instead of handing requests on: the status with which all are refused.</summary>
    public int? Refuses { get; set; }

    /// <summary>The body of the refusal; null for the API's own shape.</summary>
    public string? Body { get; set; }

    public static string Refusal { get; } =
        new JsonArray(
            new JsonObject { ["error_key"] = "contacts.api" + Evil, ["error_message"] = "No. " + Evil }
        ).ToJsonString();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (Refuses is { } status)
            {
                context.Response.StatusCode = status;
                await WriteAsync(context.Response, Body ?? Refusal);
                return;
            }

            using var request = new HttpRequestMessage(
                new HttpMethod(context.Request.HttpMethod),
                new Uri(_target, context.Request.RawUrl)
            );
            if (context.Request.HasEntityBody)
            {
                request.Content = new StreamContent(context.Request.InputStream);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            }

            foreach (string name in new[] { "Authorization", "Accept", "User-Agent" })
            {
                request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
            }

            using HttpResponseMessage answer = await _client.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            string text = await answer.Content.ReadAsStringAsync();
            await WriteAsync(
                context.Response,
                answer.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0
                    ? Poisoned(text)
                    : text
            );
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes);
        response.Close();
    }

    private static string Poisoned(string json)
    {
        JsonNode node = JsonNode.Parse(json)!;
        Poison(node);
        return node.ToJsonString();
    }

    private static void Poison(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            items.ToList().ForEach(Poison);
        }
        else if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members.ToArray())
            {
                if (value is JsonValue one && Texts.Contains(name) && one.TryGetValue(out string? text))
                {
                    members[name] = text + Evil;
                }
                else if (value is JsonArray all && Texts.Contains(name) && all.All(static a => a is JsonValue))
                {
                    members[name] = new JsonArray([.. all.Select(static a => (JsonNode)((string?)a + Evil))]);
                }
                else
                {
                    Poison(value);
                }
            }
        }
    }
}
