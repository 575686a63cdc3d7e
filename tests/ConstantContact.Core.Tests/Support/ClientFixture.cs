using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

/// <summary>A client over a stub service, a clock that stands still, no jitter, and an allowance of its own.</summary>
public sealed class ClientFixture : IDisposable
{
    private readonly Lazy<ApiClient> _client;

    public ClientFixture(ApiClientOptions? options = null, ITokenSource? tokens = null)
    {
        options ??= new ApiClientOptions();
        Clock.AttemptTimeout = options.AttemptTimeout;
        _client = new Lazy<ApiClient>(() =>
            new ApiClient(
                new ApiClientOptions
                {
                    BaseUri = options.BaseUri,
                    RequestsPerSecond = options.RequestsPerSecond,
                    RequestsPerDay = options.RequestsPerDay,
                    AttemptTimeout = options.AttemptTimeout,
                    MaxAnswerBytes = options.MaxAnswerBytes,
                    Retry = options.Retry,
                    Allowances = ReferenceEquals(options.Allowances, ProcessAllowances.Shared)
                        ? new ProcessAllowances()
                        : options.Allowances,
                    PrivilegesRequest = AccountApi.UserPrivileges(),
                    Jitter = static () => 0,
                },
                tokens ?? new StaticTokenSource("secret-token"),
                Clock,
                Service
            )
        );
    }

    public TestClock Clock { get; } = new();

    public StubHandler Service { get; } = new();

    public Recorder Recorder { get; } = new();

    public ApiClient Client => _client.Value;

    public static ApiRequest<JsonObject> Get(string path = "contacts/counts") =>
        new(HttpMethod.Get, path, CcJson.ReadObjectAsync) { Repeat = RepeatRule.Safe };

    public static ApiRequest<JsonObject> Post(bool queue = false) =>
        new(HttpMethod.Post, "contacts", CcJson.ReadObjectAsync)
        {
            Repeat = RepeatRule.OnlyIfNotArrived,
            Expected = [System.Net.HttpStatusCode.Created],
            Body = static () => new StringContent("{}"),
            QueueLimited = queue,
        };

    /// <summary>Sends, and lets time pass as it is asked for.</summary>
    public Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken = default) =>
        Clock.DriveAsync(Client.Observed(Recorder).SendAsync(request, cancellationToken));

    public async Task<TException> FailsAsync<TException, T>(ApiRequest<T> request)
        where TException : Exception => await Assert.ThrowsAsync<TException>(() => SendAsync(request));

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        Service.Dispose();
    }
}
