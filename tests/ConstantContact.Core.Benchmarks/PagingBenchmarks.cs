using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// 100,000 contacts in pages of 500, against reading the same bytes with <see cref="HttpClient"/> and
/// <see cref="JsonDocument"/>.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 1, iterationCount: 5, invocationCount: 1)]
public class PagingBenchmarks
{
    private const int Pages = 200;

    private LoopbackServer _server = null!;

    private HttpClient _bare = null!;

    private ApiClient _client = null!;

    [GlobalSetup]
    public void Setup()
    {
        var contacts = string.Join(
            ",",
            Enumerable
                .Range(0, 500)
                .Select(i =>
                    string.Format(
                        CultureInfo.InvariantCulture,
                        """
                        {{"contact_id":"{0:D8}-4752-11e9-9c8a-fa163e6b01c1","email_address":{{"address":"member{0}@example.com","permission_to_send":"implicit","created_at":"2026-04-28T21:46:22Z","updated_at":"2026-04-28T21:46:22Z","opt_in_source":"Account","confirm_status":"off"}},
                        "first_name":"Debora","last_name":"Lang","job_title":"Musician","company_name":"Acme Corp.","birthday_month":11,"birthday_day":24,"create_source":"Account","created_at":"2026-04-28T21:46:22Z","updated_at":"2026-04-28T21:46:22Z",
                        "custom_fields":[{{"custom_field_id":"00000000-0000-1000-8000-000000000001","value":"1"}},{{"custom_field_id":"00000000-0000-1000-8000-000000000002","value":"2"}}],
                        "phone_numbers":[{{"phone_number_id":"00000000-0000-1000-8000-000000000003","phone_number":"555-0100","kind":"home"}}],"list_memberships":["00000000-0000-1000-8000-000000000004","00000000-0000-1000-8000-000000000005"],"taggings":["00000000-0000-1000-8000-000000000006"]}}
                        """,
                        i
                    )
                )
        );
        _server = new LoopbackServer("""{"contacts":[""" + contacts + "]}");
        _bare = new HttpClient();
        _bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");
        _client = new ApiClient(
            new ApiClientOptions { BaseUri = _server.BaseUri, Allowances = new Unpaced() },
            new StaticTokenSource("token"),
            TimeProvider.System
        );
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _client.Dispose();
        _bare.Dispose();
        _server.Dispose();
    }

    [Benchmark(Baseline = true)]
    public async Task<int> Bare()
    {
        var count = 0;
        var address = new Uri(_server.BaseUri.AbsoluteUri + "/contacts?limit=500");
        for (var page = 0; page < Pages; page++)
        {
            using var response = await _bare
                .GetAsync(address, HttpCompletionOption.ResponseHeadersRead)
                .ConfigureAwait(false);
            using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(stream).ConfigureAwait(false);
            count += document.RootElement.GetProperty("contacts").GetArrayLength();
        }

        return count;
    }

    [Benchmark]
    public async Task<int> Ours()
    {
        var count = 0;
        for (var page = 0; page < Pages; page++)
        {
            await foreach (
                var item in _client
                    .ItemsAsync(ContactsApi.Search(new ContactQuery()), CancellationToken.None)
                    .ConfigureAwait(false)
            )
            {
                count += item is null ? 0 : 1;
            }
        }

        return count;
    }
}
