using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// The cost of the request path over a bare <see cref="HttpClient"/> that asks the same server for the same contact and
/// makes the same object of it, for the contact that was asked for: authorization, retry, time limit, bounds, errors. The
/// turn in the shared file is measured beside it.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 5, iterationCount: 15)]
public class RequestBenchmarks
{
    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    private const string Contact = $$"""
        {"contact_id":"{{Id}}","email_address":{"address":"dlang@example.com","permission_to_send":"implicit"},
        "first_name":"Debora","last_name":"Lang","job_title":"Musician","company_name":"Acme Corp.","birthday_month":11,"birthday_day":24,
        "custom_fields":[{"custom_field_id":"a","value":"1"},{"custom_field_id":"b","value":"2"}],"list_memberships":["l1","l2","l3"],"taggings":["t1"]}
        """;

    private readonly JumpingTime _jumping = new();

    private LoopbackServer _server = null!;

    private HttpClient _bare = null!;

    private ApiClient _client = null!;

    private ISharedAllowance _shared = null!;

    private string _home = string.Empty;

    private Uri _address = null!;

    [GlobalSetup]
    public void Setup()
    {
        _server = new LoopbackServer(Contact);
        _address = new Uri(
            _server.BaseUri.AbsoluteUri
                + $"/contacts/{Id}?include=custom_fields%2Clist_memberships%2Cphone_numbers%2Cstreet_addresses%2Ctaggings%2Cnotes"
        );
        _bare = new HttpClient();
        _bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");
        _client = new ApiClient(
            new ApiClientOptions { BaseUri = _server.BaseUri, Allowances = new Unpaced() },
            new StaticTokenSource("token"),
            TimeProvider.System
        );
        _home = Directory.CreateTempSubdirectory("cc-bench-").FullName;
        _shared = MachineAllowances
            .In(new DataFolder(_home))
            .Share(new AllowanceKey(_server.BaseUri, "client"), new AllowanceLimits(4, long.MaxValue), _jumping);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _client.Dispose();
        _bare.Dispose();
        _server.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<JsonObject> Bare()
    {
        using var response = await _bare
            .GetAsync(_address, HttpCompletionOption.ResponseHeadersRead)
            .ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        var contact = (await JsonNode.ParseAsync(stream).ConfigureAwait(false))!.AsObject();
        return (string?)contact["contact_id"] == Id ? contact : throw new InvalidDataException("another contact");
    }

    [Benchmark]
    public Task<JsonObject> Ours() => _client.SendAsync(ContactsApi.ById(Id), CancellationToken.None);

    [Benchmark]
    public Task<bool> TurnInTheSharedFile() =>
        _shared.TakeTurnAsync(PaceLane.Normal, sendBefore: null, CancellationToken.None);

    /// <summary>A clock on which a second passes at every look, so that no turn is waited for.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimeSpan.TicksPerSecond);
    }
}
