using System.IO;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Auth;

public sealed class RefreshingTokenSourceTests : IDisposable
{
    private static readonly Uri AuthUri = new("https://auth.example.com/oauth2/default/v1");

    private readonly TestClock _clock = new();

    private readonly SignInServer _server;

    private readonly WatchedStore _store = new();

    private readonly List<OAuthClient> _clients = [];

    public RefreshingTokenSourceTests()
    {
        _server = new SignInServer(_clock);
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());

    [Fact]
    public async Task Seed_is_exchanged_once_and_its_successor_is_stored_before_it_is_used()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });

        Assert.Equal("access-1", await TokenAsync(tokens));
        Assert.Equal("access-1", await TokenAsync(tokens));

        Assert.Equal(1, _server.TokenRequests);
        Assert.Equal(["refresh-0", "refresh-1"], _store.Saves.Select(RefreshTokenOf));
        Assert.Equal(("client", TestClock.Beginning.AddHours(24)), (tokens.ClientId, tokens.ExpiresAt));
    }

    [Fact]
    public async Task Token_is_renewed_five_minutes_early_and_not_before()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(tokens);
        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal("access-1", await TokenAsync(tokens));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("access-2", await TokenAsync(tokens));
    }

    [Fact]
    public async Task Token_of_short_life_is_not_due_from_its_beginning()
    {
        _server.Life = TimeSpan.FromMinutes(4);
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(tokens);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("access-1", await TokenAsync(tokens));
    }

    [Fact]
    public async Task Many_callers_at_once_make_one_request()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => TokenAsync(tokens))));

        Assert.All(all, token => Assert.Equal("access-1", token));
        Assert.Equal(1, _server.TokenRequests);
    }

    [Fact]
    public async Task Token_that_another_process_stored_meanwhile_is_used_without_a_request()
    {
        var one = Source(new CustodyOptions { Seed = "refresh-0" });
        var two = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(one);
        await TokenAsync(two);
        _clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(["access-2", "access-2"], [await TokenAsync(one), await TokenAsync(two)]);
        Assert.Equal(2, _server.TokenRequests);
    }

    [Fact]
    public async Task Dead_token_is_given_up_only_after_the_store_was_read_again()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(tokens);
        _clock.Advance(TimeSpan.FromHours(25));

        // Another machine, which our lock does not cover, renews first.
        var before = _store.Text;
        _server.LiveRefreshToken = "refresh-of-another";
        _store.OnSave = () =>
        {
            _store.OnSave = null;
            _store.OnLoad = () =>
                _store.Text = before!.Replace("refresh-1", "refresh-of-another", StringComparison.Ordinal);
        };

        Assert.Equal("access-2", await TokenAsync(tokens));
    }

    [Fact]
    public async Task Dead_token_without_another_is_an_error_that_says_what_to_do()
    {
        _server.LiveRefreshToken = "another";
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });

        var error = await Assert.ThrowsAsync<SignInExpiredException>(() => TokenAsync(tokens));

        Assert.True(error.EndsTheRun);
        Assert.Contains("Sign in again with the same store", error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-0", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _server.TokenRequests);
    }

    [Fact]
    public async Task New_seed_is_used_when_the_stored_token_has_died()
    {
        await TokenAsync(Source(new CustodyOptions { Seed = "refresh-0" }));
        _clock.Advance(TimeSpan.FromHours(25));
        _server.LiveRefreshToken = "by-hand";

        Assert.Equal("access-2", await TokenAsync(Source(new CustodyOptions { Seed = "by-hand" })));
        Assert.Equal("refresh-2", RefreshTokenOf(_store.Text!));
    }

    [Fact]
    public async Task Rotating_seed_without_a_lasting_store_is_refused_before_the_exchange()
    {
        _store.OutlivesTheProcess = false;
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });

        Assert.Equal(
            "CcTokenStoreNeeded",
            (await Assert.ThrowsAsync<TokenStoreException>(() => tokens.OpenAsync(CancellationToken.None))).ErrorId
        );
        Assert.Equal(
            "CcTokenStoreNeeded",
            (await Assert.ThrowsAsync<TokenStoreException>(() => TokenAsync(tokens))).ErrorId
        );
        Assert.Equal(0, _server.TokenRequests);
    }

    [Fact]
    public async Task Long_lived_seed_needs_no_store_and_is_kept_when_the_answer_leaves_it_out()
    {
        _store.OutlivesTheProcess = false;
        _server.IsLongLived = true;
        var tokens = Source(new CustodyOptions { Seed = "refresh-0", LongLivedRefreshToken = true });
        await TokenAsync(tokens);
        Assert.Equal("refresh-0", RefreshTokenOf(_store.Text!));
        _clock.Advance(TimeSpan.FromHours(25));

        Assert.Equal("access-2", await TokenAsync(tokens));
    }

    [Fact]
    public async Task Store_that_cannot_be_written_is_found_out_before_the_exchange()
    {
        _store.SaveFails = new IOException("the disk is full");
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });

        var error = await Assert.ThrowsAsync<TokenStoreException>(() => TokenAsync(tokens));

        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _server.TokenRequests);
    }

    [Fact]
    public async Task Store_that_breaks_during_the_exchange_costs_nothing_while_the_process_lives()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        var saves = 0;
        _store.OnSave = () => _store.SaveFails = ++saves == 2 ? new IOException("the disk is full") : null;

        Assert.Equal("access-1", await TokenAsync(tokens));
        Assert.Contains("could not be stored and", tokens.NextWarning(), StringComparison.Ordinal);
        Assert.Equal("refresh-0", RefreshTokenOf(_store.Text!));

        Assert.Equal("access-1", await TokenAsync(tokens));
        Assert.Equal("refresh-1", RefreshTokenOf(_store.Text!));
        Assert.Null(tokens.NextWarning());
    }

    [Fact]
    public async Task Caller_that_is_stopped_leaves_and_the_renewal_goes_on_to_the_store()
    {
        using var reached = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        _server.Troubles.Enqueue(() =>
        {
            reached.Release();
            go.Wait(TimeSpan.FromSeconds(60));
            return StubHandler.Response(
                HttpStatusCode.OK,
                """{"access_token":"access-x","expires_in":86400,"refresh_token":"refresh-x"}"""
            );
        });
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        using var stop = new CancellationTokenSource();
        var caller = tokens.GetAccessTokenAsync(stop.Token);
        Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        go.Release();

        Assert.Equal("access-x", await TokenAsync(tokens));
        Assert.Equal("refresh-x", RefreshTokenOf(_store.Text!));
        Assert.Equal(1, _server.TokenRequests);
    }

    [Fact]
    public async Task Failing_server_does_not_end_a_run_while_the_token_still_lives()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(tokens);
        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(4));
        for (var i = 0; i < 4; i++)
        {
            _server.Troubles.Enqueue(() => StubHandler.Response(HttpStatusCode.ServiceUnavailable, ""));
        }

        Assert.Equal("access-1", await TokenAsync(tokens));
        Assert.Contains("could not be renewed", tokens.NextWarning(), StringComparison.Ordinal);
        var asked = _server.TokenRequests;
        Assert.Equal("access-1", await TokenAsync(tokens));
        Assert.Equal(asked, _server.TokenRequests);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("access-2", await TokenAsync(tokens));
    }

    [Fact]
    public async Task Request_beyond_one_a_second_is_repeated_later_and_costs_no_token()
    {
        _server.Troubles.Enqueue(() =>
            StubHandler.Response(
                (HttpStatusCode)429,
                """{"error_key":"throttled","error_message":"Too Many Requests"}"""
            )
        );

        Assert.Equal("access-1", await TokenAsync(Source(new CustodyOptions { Seed = "refresh-0" })));
        Assert.True(_clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Refused_token_is_renewed_once_and_a_static_one_is_not()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        await TokenAsync(tokens);

        Assert.True(await _clock.DriveAsync(tokens.TryRenewAsync("access-1", CancellationToken.None)));
        Assert.True(await _clock.DriveAsync(tokens.TryRenewAsync("access-1", CancellationToken.None)));
        Assert.Equal(2, _server.TokenRequests);
        Assert.False(await new StaticTokenSource("abc").TryRenewAsync("abc", CancellationToken.None));
    }

    [Theory]
    [InlineData(149, null)]
    [InlineData(151, "expires after 180 days")]
    [InlineData(181, "has probably expired")]
    public async Task Idle_sign_in_is_warned_about_from_the_150th_day(int days, string? expected)
    {
        await TokenAsync(Source(new CustodyOptions { Seed = "refresh-0" }));
        _clock.Advance(TimeSpan.FromDays(days));
        var tokens = Source();

        Assert.True(await tokens.OpenAsync(CancellationToken.None));

        var warning = tokens.NextWarning();
        Assert.Equal(expected is null, warning is null);
        Assert.Contains(expected ?? "", warning ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"format\":\"ConstantContact.SignIn\",\"version\":1,\"client_id\":\"other\",\"refresh_token\":\"r\"}",
        "belongs to client other"
    )]
    [InlineData(
        "{\"format\":\"ConstantContact.SignIn\",\"version\":1,\"client_id\":\"client\",\"auth_uri\":\"https://evil.example.com/v1\",\"refresh_token\":\"r\"}",
        "issued by evil.example.com"
    )]
    [InlineData("{\"format\":\"something\"}", "not in the format")]
    [InlineData("{\"format\":", "damaged")]
    [InlineData("two words", "neither a saved sign-in nor a refresh token")]
    public async Task Store_with_something_else_in_it_is_refused_before_any_request(string text, string why)
    {
        _store.Text = text;

        var error = await Assert.ThrowsAsync<TokenStoreException>(() =>
            TokenAsync(Source(new CustodyOptions { Seed = "refresh-0" }))
        );

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _server.TokenRequests);
    }

    [Fact]
    public async Task Refresh_token_that_somebody_put_into_the_store_by_hand_is_taken()
    {
        _store.Text = " refresh-0\n";

        Assert.Equal("access-1", await TokenAsync(Source()));
        Assert.Equal("refresh-1", RefreshTokenOf(_store.Text));
    }

    [Fact]
    public async Task Empty_store_is_told() =>
        Assert.Equal(
            "CcTokenStoreEmpty",
            (await Assert.ThrowsAsync<TokenStoreException>(() => TokenAsync(Source()))).ErrorId
        );

    /// <summary>Four days at a request a minute with tokens of 24 hours: nothing is ever refused.</summary>
    [Fact]
    public async Task Four_day_run_sees_no_401_and_no_failed_row()
    {
        var tokens = Source(new CustodyOptions { Seed = "refresh-0" });
        using var client = new ApiClient(
            new ApiClientOptions
            {
                BaseUri = new Uri("https://api.example.com/v3"),
                Allowances = new ProcessAllowances(),
            },
            tokens,
            _clock,
            _server.Handler
        );
        const int Rows = 4 * 24 * 60;
        for (var row = 0; row < Rows; row++)
        {
            await _clock.DriveAsync(client.SendAsync(ClientFixture.Get(), CancellationToken.None));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, _server.Refusals);
        Assert.Equal(5, _server.TokenRequests);
        Assert.Equal(Rows + 5, _server.Handler.Sent.Count);
        Assert.Equal(_server.LiveRefreshToken, RefreshTokenOf(_store.Text!));
    }

    private static string RefreshTokenOf(string text) => (string)JsonNode.Parse(text)!["refresh_token"]!;

    private Task<string> TokenAsync(RefreshingTokenSource tokens) =>
        _clock.DriveAsync(tokens.GetAccessTokenAsync(CancellationToken.None));

    private RefreshingTokenSource Source(CustodyOptions? options = null)
    {
        var oauth = new OAuthClient(AuthUri, new ApiClientOptions(), _clock, _server.Handler);
        _clients.Add(oauth);
        return new RefreshingTokenSource(
            oauth,
            new AppCredentials("client", clientSecret: null),
            _store,
            options ?? new CustodyOptions()
        );
    }
}
