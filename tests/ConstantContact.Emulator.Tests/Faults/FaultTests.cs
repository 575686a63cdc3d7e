using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Tests.Support;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.Emulator.Tests.Faults;

public sealed class FaultTests : EmulatorTest
{
    [Theory]
    [InlineData(FaultKind.Status500, 500)]
    [InlineData(FaultKind.Status502, 502)]
    [InlineData(FaultKind.Status503, 503)]
    [InlineData(FaultKind.Status504, 504)]
    [InlineData(FaultKind.Throttle, 429)]
    [InlineData(FaultKind.Quota, 429)]
    [InlineData(FaultKind.QueueFull, 429)]
    [InlineData(FaultKind.Unauthorized, 401)]
    [InlineData(FaultKind.Html, 200)]
    [InlineData(FaultKind.Redirect, 302)]
    public async Task Answer_is_played_once_without_effect(string fault, int status)
    {
        Emulator.Faults.Add("POST /v3/contacts", fault);
        var body = new JsonObject { ["create_source"] = "Account", ["first_name"] = "A" };
        (await Client.PostAsync("/contacts", body)).Is(status);
        Assert.Equal(0, Emulator.State.ContactCount);
        (await Client.PostAsync("/contacts", body)).Is(201);
        Assert.Equal(fault, Emulator.Requests.Entries[0].Fault);
        Assert.False(Emulator.Requests.Entries[0].Wrote);
        Assert.True(Emulator.Requests.Entries[1].Wrote);
    }

    [Fact]
    public async Task Faults_begin_after_and_end_after_as_many_matches_as_said()
    {
        (
            await Client.ControlAsync(
                "POST",
                "faults",
                """[{"match":"get /v3/contacts/*","after":1,"times":2,"fault":"status-503"}]"""
            )
        ).Is(200);
        foreach (var status in new[] { 200, 503, 503, 200 })
        {
            (await Client.GetAsync("/contacts/counts")).Is(status);
            (await Client.GetAsync("/contact_lists")).Is(200);
        }

        (await Client.ControlAsync("DELETE", "faults")).Is(200);
        Assert.Equal("[]", (await Client.ControlAsync("GET", "faults")).Text);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.ResetAfter, 1)]
    [InlineData(FaultKind.HalfAnswer, 1)]
    public async Task Connection_breaks_before_or_after_the_effect(string fault, int contacts)
    {
        Emulator.Faults.Add("POST /v3/contacts", fault);
        var broken = await Assert.ThrowsAnyAsync<Exception>(() =>
            Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account", ["first_name"] = "A" })
        );
        Assert.True(broken is HttpRequestException or IOException, broken.ToString());
        Assert.Equal(contacts, Emulator.State.ContactCount);
        Assert.Equal(contacts == 1, Assert.Single(Emulator.Requests.Entries).Wrote);
    }

    [Fact]
    public async Task Silent_server_holds_neither_the_client_nor_the_end_up()
    {
        Emulator.Faults.Add("GET /v3/contacts/counts", FaultKind.Silent, times: 0);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
        using var patience = new CancellationTokenSource();
        var left = http.GetAsync(new Uri(Emulator.BaseUri + "/contacts/counts"), patience.Token);
        await Eventually.TrueAsync(() => Emulator.Requests.Count == 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var waiting = http.GetAsync(new Uri(Emulator.BaseUri + "/contacts/counts"));
        await Eventually.TrueAsync(() => Emulator.Requests.Count == 2);

        // Patience, not a measurement: the end must not wait for the request, which gets no answer.
        await Emulator.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task Huge_body_goes_on_until_the_client_leaves()
    {
        Emulator.Faults.Add("GET /v3/contacts", FaultKind.HugeBody);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
        using var response = await http.GetAsync(
            new Uri(Emulator.BaseUri + "/contacts"),
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Null(response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync();
        var block = new byte[1 << 20];
        for (long read = 0; read < 64L << 20; )
        {
            var count = await body.ReadAsync(block);
            Assert.NotEqual(0, count);
            read += count;
        }
    }

    [Fact]
    public async Task Invalid_json_says_it_is_json()
    {
        Emulator.Faults.Add("GET /v3/contacts", FaultKind.InvalidJson);
        var answer = (await Client.GetAsync("/contacts")).Is(200);
        Assert.Equal("application/json", answer.Message.Content.Headers.ContentType!.MediaType);
        Assert.ThrowsAny<JsonException>(() => answer.Json);
    }

    [Fact]
    public async Task Link_and_redirect_name_another_host()
    {
        Emulator.Faults.Add("GET /v3/contacts", FaultKind.OtherHostLink);
        Emulator.Faults.Add("GET /v3/contacts/counts", FaultKind.Redirect);
        Assert.StartsWith(
            "https://other.example.com/v3/contacts?cursor=",
            (string)(await Client.GetAsync("/contacts")).Object["_links"]!["next"]!["href"]!,
            StringComparison.Ordinal
        );
        Assert.Equal("other.example.com", (await Client.GetAsync("/contacts/counts")).Message.Headers.Location!.Host);
    }

    [Fact]
    public async Task Latency_delays_the_answer()
    {
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "* *",
                Fault = FaultKind.Latency,
                Milliseconds = 150,
            }
        );
        (await Client.GetAsync("/contacts/counts")).Is(200);
        Assert.Equal([TimeSpan.FromMilliseconds(150)], Time.Waits);
    }

    [Fact]
    public async Task Callback_can_be_the_other_client_between_look_up_and_write()
    {
        var id = await Client.AddContactAsync("a@example.com");
        var seen = 0;
        using (
            Emulator.Intercept(
                "PUT /v3/contacts/*",
                before: _ =>
                {
                    Emulator.State.OptOut(id, "changed my mind");
                    return Task.CompletedTask;
                },
                after: request =>
                {
                    seen = request.Status!.Value;
                    return Task.CompletedTask;
                }
            )
        )
        {
            var body = await EchoOf(id);
            (await Client.PutAsync($"/contacts/{id}", body)).Is(400);
        }

        Assert.Equal(400, seen);
        Assert.Equal("Contact", (string)Emulator.State.GetContact(id)!["email_address"]!["opt_out_source"]!);
        (await Client.PutAsync($"/contacts/{id}", await EchoOf(id))).Is(200);
    }

    [Fact]
    public async Task Unknown_fault_is_refused_and_the_known_ones_are_named()
    {
        Assert.Contains(
            "reset-after",
            (await Client.ControlAsync("POST", "faults", """[{"match":"* *","fault":"meteor"}]""")).Is(400).Text,
            StringComparison.Ordinal
        );
    }
}
