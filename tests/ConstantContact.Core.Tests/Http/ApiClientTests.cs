using System.IO;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

public sealed class ApiClientTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_request_carries_token_agent_and_accepted_type_to_its_own_address()
    {
        _fixture.Service.Answer("{}");

        await _fixture.SendAsync(ClientFixture.Get());

        var sent = Assert.Single(_fixture.Service.Sent);
        Assert.Equal("https://api.cc.email/v3/contacts/counts", sent.Uri.AbsoluteUri);
        Assert.Equal("Bearer secret-token", sent.Token);
        Assert.Equal("application/json", sent.Accept);
        Assert.StartsWith("ConstantContact.PowerShell/", sent.UserAgent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        HttpStatusCode.BadRequest,
        """[{"error_key":"k","error_message":"no \u001b[2J\u0007\r\nFORGED \u009b \u202e"}]""",
        "application/json"
    )]
    [InlineData(
        HttpStatusCode.NotFound,
        """[{"error_key":"k\u001b","error_message":"no\nFORGED"}]""",
        "application/json"
    )]
    [InlineData(HttpStatusCode.BadRequest, "text \u001b[31m\r\nFORGED", "text/plain")]
    [InlineData(HttpStatusCode.OK, "no json \u001b[31m\r\nFORGED", "text/plain")]
    public async Task Words_of_the_service_in_an_error_hold_nothing_that_a_terminal_obeys(
        HttpStatusCode status,
        string body,
        string type
    )
    {
        _fixture.Service.Answer(status, body, type);

        var error = await Assert.ThrowsAnyAsync<CcException>(() => _fixture.SendAsync(ClientFixture.Get()));

        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.DoesNotContain(error.Message, c => c == '\u202e');
        Assert.Contains("FORGED", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_names_the_template_and_never_a_value()
    {
        _fixture.Service.Answer("""{"contact_id":"1618ae62-4752-11e9-9c8a-fa163e6b01c1"}""");

        await _fixture.SendAsync(Core.Api.ContactsApi.ById("1618ae62-4752-11e9-9c8a-fa163e6b01c1"));

        Assert.Equal(
            "GET contacts/{contact_id} -> 200, 0 ms, attempt 1, 9,999 requests left today",
            Assert.Single(_fixture.Recorder.Attempts).ToString()
        );
    }

    [Fact]
    public async Task A_view_shares_pace_and_budget_and_leaves_the_client_alive()
    {
        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, "{}"));
        _fixture.Client.Observed(new Recorder()).Dispose();

        await _fixture.SendAsync(ClientFixture.Get());

        Assert.Equal(1, _fixture.Client.Allowance.UsedToday);
    }

    [Fact]
    public async Task A_silent_service_is_a_timeout_that_may_have_arrived()
    {
        _fixture.Clock.AttemptTimeout = TimeSpan.MinValue;
        _fixture.Service.Hang();

        var error = await _fixture.FailsAsync<ApiTimeoutException, JsonObject>(ClientFixture.Post());

        Assert.True(error.MayHaveArrived);
        Assert.Contains("100 seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(100), _fixture.Clock.Elapsed);
        Assert.Null(Assert.Single(_fixture.Recorder.Attempts).Status);
    }

    [Fact]
    public async Task A_read_is_asked_again_after_a_timeout()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Service.Hang(entered).Answer("""{"total":1}""");

        // Here, the clock passes the time limit of the first attempt only, however slow the second attempt is.
        var sending = _fixture
            .Client.Observed(_fixture.Recorder)
            .SendAsync(ClientFixture.Get(), CancellationToken.None);
        await entered.Task;
        _fixture.Clock.Advance(_fixture.Clock.AttemptTimeout);
        await _fixture.Clock.DriveAsync(sending);

        Assert.Equal(2, _fixture.Service.Sent.Count);
        Assert.Equal("no answer arrived in time", Assert.Single(_fixture.Recorder.Waits).Reason);
    }

    [Fact]
    public async Task An_answer_that_stalls_in_its_middle_is_a_timeout()
    {
        _fixture.Clock.AttemptTimeout = TimeSpan.MinValue;
        _fixture.Service.Answer(_ => new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = new StreamContent(new ScriptedStream("{\"a\":", then: null)),
        });

        var error = await _fixture.FailsAsync<ApiTimeoutException, JsonObject>(ClientFixture.Post());

        Assert.True(error.MayHaveArrived);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_answer_may_have_done_it()
    {
        _fixture.Service.Answer(_ => new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = new StreamContent(new ScriptedStream("{\"a\":", new IOException("reset"))),
        });

        var error = await _fixture.FailsAsync<ConnectionFailedException, JsonObject>(ClientFixture.Post());

        Assert.True(error.MayHaveArrived);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task Cancellation_reaches_a_silent_service_and_carries_the_token_of_the_caller()
    {
        var entered = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        _fixture.Service.Hang(entered);

        var task = _fixture.Client.SendAsync(ClientFixture.Get(), cancel.Token);
        await entered.Task;
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task Cancelling_reaches_the_wait_for_a_turn()
    {
        using var cancel = new CancellationTokenSource();
        _fixture.Service.Answer("{}");
        await _fixture.SendAsync(ClientFixture.Get());

        var task = _fixture.Client.SendAsync(ClientFixture.Get(), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Single(_fixture.Service.Sent);
        Assert.Equal(1, _fixture.Client.Allowance.UsedToday);
    }

    [Fact]
    public async Task Cancelling_reaches_the_wait_before_a_retry()
    {
        using var cancel = new CancellationTokenSource();
        _fixture.Service.Answer(HttpStatusCode.ServiceUnavailable);
        var waiting = new Cancelling(cancel);

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _fixture.Client.Observed(waiting).SendAsync(ClientFixture.Get(), cancel.Token)
        );

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task A_limit_of_the_stack_for_connecting_is_no_cancellation()
    {
        _fixture
            .Service.Fail(new TaskCanceledException("connect", new TimeoutException()))
            .Answer(HttpStatusCode.Created);

        await _fixture.SendAsync(ClientFixture.Post());

        Assert.Equal(2, _fixture.Service.Sent.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task A_redirect_is_not_followed(HttpStatusCode status)
    {
        _fixture.Service.Answer(_ => new HttpResponseMessage(status)
        {
            Headers = { Location = new Uri("https://evil.example/steal?token=x") },
            Content = new StringContent(string.Empty),
        });

        var error = await _fixture.FailsAsync<UnexpectedResponseException, JsonObject>(ClientFixture.Get());

        Assert.Contains("evil.example", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("steal", error.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Service.Sent);
    }

    [Theory]
    [InlineData("<html><body>Sign in, anna@example.com</body></html>", "text/html", "web page")]
    [InlineData("<html><body>hello</body></html>", "application/json", "It begins: <html>")]
    [InlineData("{\"contacts\":[{\"first_name\":\"An", "application/json", "It begins: {\"contacts\"")]
    [InlineData("[]", "application/json", "an array")]
    [InlineData("", "application/json", "It is empty")]
    [InlineData("{} {}", "application/json", "cannot be understood")]
    [InlineData("{\"a\":1,\"a\":2}", "application/json", "twice")]
    public async Task An_answer_that_makes_no_sense_is_shown_in_part(string body, string type, string expected)
    {
        _fixture.Service.Answer(HttpStatusCode.OK, body, type);

        var error = await _fixture.FailsAsync<UnexpectedResponseException, JsonObject>(ClientFixture.Get());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, error.StatusCode);
        Assert.True(error.MayHaveArrived);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_without_end_is_read_up_to_the_limit(bool announced)
    {
        using var fixture = new ClientFixture(new ApiClientOptions { MaxAnswerBytes = 100_000 });
        var endless = new ScriptedStream("[", then: null, endless: true);
        fixture.Service.Answer(_ =>
        {
            var content = new StreamContent(endless);
            content.Headers.ContentLength = announced ? 2L * 1024 * 1024 * 1024 : null;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        });

        var error = await fixture.FailsAsync<UnexpectedResponseException, JsonObject>(ClientFixture.Get());

        Assert.Contains("100,000 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Delivered, 0, 300_000);
    }

    [Fact]
    public async Task An_answer_in_another_charset_is_read_in_that_charset()
    {
        _fixture.Service.Answer(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("""{"name":"Zoë"}""", Encoding.Unicode, "application/json"),
        });

        var answer = await _fixture.SendAsync(ClientFixture.Get());

        Assert.Equal("Zoë", (string?)answer["name"]);
    }

    [Fact]
    public async Task A_status_that_the_request_does_not_have_is_unexpected_even_if_it_means_success()
    {
        _fixture.Service.Answer(HttpStatusCode.Accepted);

        var error = await _fixture.FailsAsync<UnexpectedResponseException, JsonObject>(ClientFixture.Post());

        Assert.True(error.MayHaveArrived);
        Assert.Contains("202", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_403_names_scope_and_privilege()
    {
        _fixture
            .Service.Answer(HttpStatusCode.Forbidden, """[{"error_key":"forbidden","error_message":"No."}]""")
            .Answer(HttpStatusCode.NotFound);

        var error = await _fixture.FailsAsync<ForbiddenException, JsonObject>(Core.Api.ContactsApi.ById("x"));

        Assert.Equal(("contact_data", "contacts:read"), (error.RequiredScope, error.RequiredPrivilege));
        Assert.Contains("contact_data", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("contacts:read", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_keeps_key_status_and_the_services_words_without_secrets()
    {
        _fixture.Service.Answer(
            HttpStatusCode.BadRequest,
            """[{"error_key":"contacts.api.validation.error","error_message":"bad header Authorization: Bearer secret-token"}]"""
        );

        var error = await _fixture.FailsAsync<InvalidRequestException, JsonObject>(ClientFixture.Get());

        Assert.Equal("contacts.api.validation.error", error.ErrorKey);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("bad header", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_says_which_contact_is_in_the_way()
    {
        _fixture.Service.Answer(
            HttpStatusCode.Conflict,
            """[{"error_key":"contacts.api.conflict","error_message":"Validation failed: Email already exists for contact 61d00338-4bd5-11ed-8c0a-fa163ec17584"}]"""
        );

        var error = await _fixture.FailsAsync<ConflictException, JsonObject>(ClientFixture.Post());

        Assert.Equal("61d00338-4bd5-11ed-8c0a-fa163ec17584", error.ExistingContactId);
    }

    [Fact]
    public async Task Answer_that_is_not_ready_is_requested_again_within_bounds()
    {
        var request = Core.Api.ContactsApi.Search(new Core.Api.ContactQuery { SegmentId = 7 });
        _fixture
            .Service.Answer(HttpStatusCode.Accepted, """{"status":"PENDING"}""")
            .Answer("""{"contacts":[{"contact_id":"a"}]}""");

        var items = await _fixture.Clock.DriveAsync(
            _fixture.Client.Observed(_fixture.Recorder).ItemsAsync(request, default).ToListAsync().AsTask()
        );

        Assert.Single(items);
        Assert.Contains("202", Assert.Single(_fixture.Recorder.Waits).Reason, StringComparison.Ordinal);

        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.Accepted, "{}"));
        await Assert.ThrowsAsync<ApiTimeoutException>(() =>
            _fixture.Clock.DriveAsync(_fixture.Client.ItemsAsync(request, default).ToListAsync().AsTask())
        );
        Assert.InRange(_fixture.Service.Sent.Count, 20, 40);
    }

    [Fact]
    public async Task A_token_source_that_fails_is_not_asked_again_and_its_error_comes_through()
    {
        using var fixture = new ClientFixture(tokens: new BrokenTokens());

        await fixture.FailsAsync<ConnectionFailedException, JsonObject>(ClientFixture.Get());

        Assert.Empty(fixture.Service.Sent);
        Assert.Empty(fixture.Recorder.Waits);
    }

    [Fact]
    public async Task Cancellation_carries_the_token_of_the_caller_even_if_another_one_noticed_it()
    {
        using var cancel = new CancellationTokenSource();
        using var fixture = new ClientFixture(tokens: new LinkedTokens());

        var task = fixture.Client.SendAsync(ClientFixture.Get(), cancel.Token);
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    /// <summary>Waits under a token of its own, like a source that shares one renewal among many callers.</summary>
    private sealed class LinkedTokens : ITokenSource
    {
        public string ClientId => "linked";

        public async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, linked.Token);
            return string.Empty;
        }

        public Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken) =>
            Task.FromResult(false);
    }

    private sealed class BrokenTokens : ITokenSource
    {
        public string ClientId => "broken";

        public Task<string> GetAccessTokenAsync(CancellationToken cancellationToken) =>
            throw new ConnectionFailedException("no token server");

        public Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken) =>
            Task.FromResult(true);
    }

    private sealed class Cancelling(CancellationTokenSource cancel) : IApiObserver
    {
        public bool WantsBodies => false;

        public void OnAttempt(ApiAttempt attempt) { }

        public void OnWait(ApiWait wait) => cancel.Cancel();
    }

    /// <summary>Some text, then the same text forever, an error, or silence.</summary>
    private sealed class ScriptedStream(string text, Exception? then, bool endless = false) : Stream
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        private bool _begun;

        public long Delivered { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

#if NET
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            NextAsync(buffer, cancellationToken);
#endif

        private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (endless)
            {
                buffer.Span.Fill(_bytes[0]);
                Delivered += buffer.Length;
                return buffer.Length;
            }

            if (!_begun)
            {
                _begun = true;
                _bytes.CopyTo(buffer);
                return _bytes.Length;
            }

            if (then is not null)
            {
                throw then;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }

        // What the build for the .NET Framework calls.
        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => NextAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
