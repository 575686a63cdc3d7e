using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

public sealed class ApiClientRetryTests : IDisposable
{
    private const string Throttled = """{"error_key":"throttled","error_message":"Too Many Requests"}""";

    private readonly ClientFixture _fixture = new();

    public enum Fault
    {
        Throttled,
        Status500,
        Status502,
        Status503,
        Status504,
        Status501,
        Refused,
        NoSuchHost,
        Reset,
        Status400,
        Status404,
        Quota,
    }

    public void Dispose() => _fixture.Dispose();

    // The whole of the design's retry rule: who is asked again after what, and what the caller is told at the end.
    [Theory]
    [InlineData(Fault.Throttled, true, 6, typeof(RateLimitedException), false)]
    [InlineData(Fault.Throttled, false, 6, typeof(RateLimitedException), false)]
    [InlineData(Fault.Status500, true, 4, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status502, true, 4, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status503, true, 4, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status504, true, 4, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status501, true, 1, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status500, false, 1, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Status503, false, 1, typeof(ServiceUnavailableException), true)]
    [InlineData(Fault.Reset, true, 4, typeof(ConnectionFailedException), true)]
    [InlineData(Fault.Reset, false, 1, typeof(ConnectionFailedException), true)]
    [InlineData(Fault.Refused, true, 4, typeof(ConnectionFailedException), false)]
    [InlineData(Fault.Refused, false, 4, typeof(ConnectionFailedException), false)]
    [InlineData(Fault.NoSuchHost, false, 4, typeof(ConnectionFailedException), false)]
    [InlineData(Fault.Status400, true, 1, typeof(InvalidRequestException), false)]
    [InlineData(Fault.Status404, true, 1, typeof(NotFoundException), false)]
    [InlineData(Fault.Quota, true, 1, typeof(QuotaExceededException), false)]
    [InlineData(Fault.Quota, false, 1, typeof(QuotaExceededException), false)]
    public async Task A_lasting_fault_is_met_with_so_many_attempts_and_this_error(
        Fault fault,
        bool safe,
        int attempts,
        Type error,
        bool mayHaveArrived
    )
    {
        for (var i = 0; i < 10; i++)
        {
            Prepare(_fixture.Service, fault);
        }

        var thrown = await Record.ExceptionAsync(() =>
            _fixture.SendAsync(safe ? ClientFixture.Get() : ClientFixture.Post())
        );

        Assert.IsType(error, thrown);
        Assert.Equal(mayHaveArrived, ((CcException)thrown).MayHaveArrived);
        Assert.Equal(attempts, _fixture.Service.Sent.Count);
        Assert.Equal(attempts, _fixture.Recorder.Attempts.Count);
        Assert.Equal(attempts - 1, _fixture.Recorder.Waits.Count);
    }

    [Fact]
    public async Task A_throttled_request_waits_a_second_and_more_each_time_and_then_succeeds()
    {
        _fixture
            .Service.Answer(HttpStatusCode.TooManyRequests, Throttled)
            .Answer(HttpStatusCode.TooManyRequests, Throttled)
            .Answer("""{"total":3}""");

        var answer = await _fixture.SendAsync(ClientFixture.Get());

        Assert.Equal(3, (int)answer["total"]!);
        Assert.Equal([1, 2], _fixture.Recorder.Waits.Select(wait => wait.Duration.TotalSeconds));
        Assert.Equal([1, 2, 3], _fixture.Recorder.Attempts.Select(attempt => attempt.Number));
        Assert.Contains("429", _fixture.Recorder.Waits.First().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("0", 1)]
    [InlineData("Mon, 04 May 2026 10:00:30 GMT", 30)]
    [InlineData("Mon, 04 May 2026 09:00:00 GMT", 1)]
    public async Task A_wait_that_the_service_asks_for_is_kept_in_seconds_and_as_a_date(string header, double seconds)
    {
        _fixture.Service.Answer(_ => WithRetryAfter(header)).Answer("{}");

        await _fixture.SendAsync(ClientFixture.Get());

        Assert.Equal(seconds, Assert.Single(_fixture.Recorder.Waits).Duration.TotalSeconds);
    }

    [Fact]
    public async Task A_wait_beyond_the_bound_ends_the_request_at_once()
    {
        _fixture.Service.Answer(_ => WithRetryAfter("121"));

        await _fixture.FailsAsync<RateLimitedException, JsonObject>(ClientFixture.Get());

        Assert.Empty(_fixture.Recorder.Waits);
    }

    [Fact]
    public async Task A_429_pauses_all_processes_that_share_the_allowance()
    {
        var allowances = new RecordingAllowances();
        using var fixture = new ClientFixture(new ApiClientOptions { Allowances = allowances });
        fixture.Service.Answer(_ => WithRetryAfter("30")).Answer(HttpStatusCode.ServiceUnavailable).Answer("{}");

        await fixture.SendAsync(ClientFixture.Get());

        Assert.Equal(TestClock.Beginning.AddSeconds(30), Assert.Single(allowances.Pauses));
    }

    [Fact]
    public async Task A_429_pauses_the_others_even_when_its_own_request_gives_up()
    {
        var allowances = new RecordingAllowances();
        using var fixture = new ClientFixture(new ApiClientOptions { Allowances = allowances });
        fixture.Service.Answer(_ => WithRetryAfter("3600"));

        await fixture.FailsAsync<RateLimitedException, JsonObject>(ClientFixture.Get());

        Assert.Equal(TestClock.Beginning.AddSeconds(1), Assert.Single(allowances.Pauses));
    }

    [Fact]
    public async Task A_used_up_quota_stops_later_requests_without_sending_them_until_midnight_UTC()
    {
        _fixture
            .Service.Answer(
                HttpStatusCode.TooManyRequests,
                """{"error_key":"quota_exceeded","error_message":"Limit Exceeded"}"""
            )
            .Answer("{}");
        var midnight = new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero);

        var first = await _fixture.FailsAsync<QuotaExceededException, JsonObject>(ClientFixture.Get());
        var second = await _fixture.FailsAsync<QuotaExceededException, JsonObject>(ClientFixture.Get());

        Assert.Equal(midnight, first.ResetsAt);
        Assert.Equal(midnight, second.ResetsAt);
        Assert.True(first.EndsTheRun);
        Assert.Single(_fixture.Service.Sent);
        Assert.Equal(0, _fixture.Client.Allowance.Left);

        _fixture.Clock.SetUtcNow(midnight);
        await _fixture.SendAsync(ClientFixture.Get());
        Assert.Equal(1, _fixture.Client.Allowance.UsedToday);
    }

    [Theory]
    [InlineData(
        """[{"error_key":"activities.api.limit","error_message":"Too many queued"}]""",
        typeof(QueueFullException),
        1
    )]
    [InlineData(Throttled, typeof(RateLimitedException), 6)]
    [InlineData("", typeof(RateLimitedException), 6)]
    public async Task A_429_of_a_bulk_request_is_a_full_queue_only_if_it_is_not_the_gateways(
        string body,
        Type error,
        int attempts
    )
    {
        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.TooManyRequests, body));

        var thrown = await Record.ExceptionAsync(() => _fixture.SendAsync(ClientFixture.Post(queue: true)));

        Assert.IsType(error, thrown);
        Assert.Equal(attempts, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task An_error_says_that_an_earlier_attempt_may_have_arrived()
    {
        _fixture.Service.Answer(HttpStatusCode.ServiceUnavailable).Answer(HttpStatusCode.NotFound);

        var error = await _fixture.FailsAsync<NotFoundException, JsonObject>(ClientFixture.Get());

        Assert.True(error.MayHaveArrived);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_request_replayed_even_a_POST()
    {
        using var fixture = new ClientFixture(tokens: new RenewingTokens());
        fixture.Service.Answer(HttpStatusCode.Unauthorized).Answer(HttpStatusCode.Created);

        await fixture.SendAsync(ClientFixture.Post());

        Assert.Equal(
            "Bearer token-1, Bearer token-2",
            string.Join(", ", fixture.Service.Sent.Select(sent => sent.Token))
        );
        Assert.Empty(fixture.Recorder.Waits);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 2)]
    public async Task A_token_that_stays_refused_is_an_error_after_one_renewal(int renewals, int attempts)
    {
        var tokens = new RenewingTokens(renewals);
        using var fixture = new ClientFixture(tokens: tokens);
        fixture.Service.Otherwise(_ =>
            StubHandler.Response(
                HttpStatusCode.Unauthorized,
                """{"error_key":"unauthorized","error_message":"Unauthorized"}"""
            )
        );

        var error = await fixture.FailsAsync<AuthenticationFailedException, JsonObject>(ClientFixture.Get());

        Assert.True(error.EndsTheRun);
        Assert.Equal("unauthorized", error.ErrorKey);
        Assert.Equal(attempts, fixture.Service.Sent.Count);
        Assert.Equal("token-1", Assert.Single(tokens.Refused));
    }

    [Fact]
    public async Task A_request_too_old_after_the_wait_for_its_turn_is_not_sent()
    {
        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, "{}"));
        await _fixture.SendAsync(ClientFixture.Get());

        await _fixture.FailsAsync<StaleRequestException, JsonObject>(SentBefore(TimeSpan.FromMilliseconds(200)));

        Assert.Single(_fixture.Service.Sent);
        Assert.Equal(1, _fixture.Client.Allowance.UsedToday);
    }

    [Fact]
    public async Task A_request_that_would_be_too_old_after_a_retry_wait_is_given_back_without_waiting()
    {
        _fixture.Service.Answer(HttpStatusCode.TooManyRequests, Throttled);

        await _fixture.FailsAsync<StaleRequestException, JsonObject>(SentBefore(TimeSpan.FromMilliseconds(900)));

        Assert.Empty(_fixture.Recorder.Waits);
        Assert.Equal(TimeSpan.Zero, _fixture.Clock.Elapsed);
    }

    [Fact]
    public async Task A_day_of_50_requests_sends_50_and_no_more()
    {
        using var fixture = new ClientFixture(new ApiClientOptions { RequestsPerDay = 50 });
        fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, "{}"));

        var refused = 0;
        for (var i = 0; i < 80; i++)
        {
            refused +=
                await Record.ExceptionAsync(() => fixture.SendAsync(ClientFixture.Get())) is QuotaExceededException
                    ? 1
                    : 0;
        }

        Assert.Equal(30, refused);
        Assert.Equal(50, fixture.Service.Sent.Count);
    }

    private static HttpResponseMessage WithRetryAfter(string value)
    {
        var response = StubHandler.Response(HttpStatusCode.TooManyRequests, Throttled);
        response.Headers.TryAddWithoutValidation("Retry-After", value);
        return response;
    }

    private static void Prepare(StubHandler service, Fault fault)
    {
        _ = fault switch
        {
            Fault.Throttled => service.Answer(HttpStatusCode.TooManyRequests, Throttled),
            Fault.Quota => service.Answer(HttpStatusCode.TooManyRequests, """{"error_key":"quota_exceeded"}"""),
            Fault.Status400 => service.Answer(HttpStatusCode.BadRequest),
            Fault.Status404 => service.Answer(HttpStatusCode.NotFound),
            Fault.Status500 => service.Answer(HttpStatusCode.InternalServerError),
            Fault.Status501 => service.Answer(HttpStatusCode.NotImplemented),
            Fault.Status502 => service.Answer(HttpStatusCode.BadGateway, "<html>", "text/html"),
            Fault.Status503 => service.Answer(HttpStatusCode.ServiceUnavailable),
            Fault.Status504 => service.Answer(HttpStatusCode.GatewayTimeout),
            Fault.Refused => service.Fail(
                new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))
            ),
            Fault.NoSuchHost => service.Fail(
                new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound))
            ),
            Fault.Reset => service.Fail(
                new HttpRequestException("x", new SocketException((int)SocketError.ConnectionReset))
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    private ApiRequest<JsonObject> SentBefore(TimeSpan later) =>
        new(HttpMethod.Put, "contacts/x", Core.Json.CcJson.ReadObjectAsync)
        {
            Repeat = RepeatRule.OnlyIfNotArrived,
            SendBefore = _fixture.Clock.GetUtcNow() + later,
        };
}
