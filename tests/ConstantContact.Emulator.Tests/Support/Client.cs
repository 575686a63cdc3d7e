using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>A plain client of the API. It uses nothing that an external program could not use.</summary>
public sealed class Client : IDisposable
{
    public const string AllSubResources =
        "custom_fields,list_memberships,phone_numbers,street_addresses,taggings,notes";

    private readonly HttpClient _http;
    private readonly string? _token;
    private readonly EmulatorHost _emulator;

    public Client(EmulatorHost emulator, string? token = "emulator")
    {
        _emulator = emulator;
        _token = token;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
    }

    public async Task<Answer> SendAsync(string method, string path, HttpContent? content = null)
    {
        // A text, because Uri would normalize what is tested.
        using var request = new HttpRequestMessage(new HttpMethod(method), _emulator.BaseUri.AbsoluteUri + path)
        {
            Content = content,
        };
        if (_token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }

        var response = await _http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync("POST", path, Json(body));

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync("PUT", path, Json(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    public async Task<Answer> ControlAsync(string method, string name, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_emulator.ControlUri, name))
        {
            Content = body is null ? null : new StringContent(body),
        };
        var response = await _http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Adds something and returns its id, whatever the name of the member is.</summary>
    public async Task<string> AddAsync(string path, JsonNode body)
    {
        var answer = (await PostAsync(path, body)).Is(201);
        return (string)answer.Object.First(m => m.Key.EndsWith("_id", StringComparison.Ordinal)).Value!;
    }

    public Task<string> AddListAsync(string name) => AddAsync("/contact_lists", new JsonObject { ["name"] = name });

    public Task<string> AddTagAsync(string name) => AddAsync("/contact_tags", new JsonObject { ["name"] = name });

    public Task<string> AddFieldAsync(string label, string type = "string") =>
        AddAsync("/contact_custom_fields", new JsonObject { ["label"] = label, ["type"] = type });

    public Task<string> AddContactAsync(string address, string permission = "implicit", Action<JsonObject>? more = null)
    {
        var body = new JsonObject
        {
            ["create_source"] = "Account",
            ["email_address"] = new JsonObject { ["address"] = address, ["permission_to_send"] = permission },
        };
        more?.Invoke(body);
        return AddAsync("/contacts", body);
    }

    public async Task<JsonObject> ContactAsync(string id) =>
        (await GetAsync($"/contacts/{id}?include={AllSubResources}")).Is(200).Object;

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    public void Dispose() => _http.Dispose();
}
