using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Seeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Hosting;

/// <summary>
/// A running emulator of the V3 contact API on loopback. Any number may run in one process:
/// <c>await using var emulator = await EmulatorHost.StartAsync();</c>
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    // More than the 4 MB an import may have, since what is sent past those is dropped and not refused.
    private const long MaximumBody = 64L * 1024 * 1024;

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping;
    private readonly EmulatedAccount _account;
    private readonly ApiPipeline _pipeline;
    private readonly ISeed _seed;
    private int _isDisposed;

    private EmulatorHost(WebApplication web, CancellationTokenSource stopping, EmulatedAccount account, ApiPipeline pipeline, ISeed seed)
    {
        _web = web;
        _stopping = stopping;
        _account = account;
        _pipeline = pipeline;
        _seed = seed;
        State = new EmulatorState(account);
        var control = new ControlEndpoints(this);
        web.Run(context => context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal, out var rest)
            ? control.HandleAsync(context, rest)
            : HandleApiAsync(context));
    }

    /// <summary>Where the API is: <c>http://127.0.0.1:PORT/v3</c>.</summary>
    public Uri BaseUri { get; private set; } = null!;

    /// <summary>Where the control interface is: <c>http://127.0.0.1:PORT/_emulator/</c>.</summary>
    public Uri ControlUri { get; private set; } = null!;

    /// <summary>Where sign-in is: <c>http://127.0.0.1:PORT/oauth2/default/v1</c>; below it authorize, token and device/authorize.</summary>
    public Uri AuthUri { get; private set; } = null!;

    /// <summary>The authorization server, past the protocol.</summary>
    public AuthorizationServer Authorization => _pipeline.Authorization;

    /// <summary>The requests the API has had.</summary>
    public RequestLog Requests => _pipeline.Log;

    /// <summary>The account's data, past the API.</summary>
    public EmulatorState State { get; }

    public EmulatorOptions Options => _account.Options;

    public EmulatorClock Clock => _account.Clock;

    public FaultPlan Faults => _pipeline.Faults;

    internal Allowance Allowance => _pipeline.Allowance;

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">Null for the defaults: an empty account, 4 requests per second, 10,000 per day.</param>
    /// <param name="timeProvider">Rules every stamp, activity and allowance, and the timers of delays. Null for the system's.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="FormatException">The seed is no state document.</exception>
    public static async Task<EmulatorHost> StartAsync(
        EmulatorOptions? options = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        var account = new EmulatedAccount(options, new EmulatorClock(timeProvider ?? TimeProvider.System));
        ISeed seed = options.Seed is not null ? new DocumentSeed(options.Seed) : options.Members > 0 ? new InventedSeed(options.Members) : new EmptySeed();
        lock (account.Gate)
        {
            seed.Plant(account);
        }

        // The empty builder: no configuration files, no environment, no logging, nothing to wait for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var web = builder.Build();
        var stopping = new CancellationTokenSource();
        var host = new EmulatorHost(web, stopping, account, new ApiPipeline(account, stopping.Token), seed);
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        var root = new Uri(web.Urls.First());
        host.BaseUri = new Uri(root, "/v3");
        host.AuthUri = new Uri(root, OAuthEndpoints.Root);
        host.ControlUri = new Uri(root, "/_emulator/");
        return host;
    }

    /// <summary>
    /// Runs callbacks around the requests that match (see <see cref="FaultRule.Match"/>): one before it is
    /// handled, one when its answer is ready but not yet sent. Both may use <see cref="State"/>. Dispose to end it.
    /// </summary>
    public IDisposable Intercept(string match, Func<InterceptedRequest, Task>? before = null, Func<InterceptedRequest, Task>? after = null) =>
        _pipeline.Interceptor.Add(match, before, after);

    /// <summary>Ends every queued activity now, with its effect.</summary>
    public void CompleteActivities()
    {
        lock (_account.Gate)
        {
            _account.Activities.CompleteAll();
        }
    }

    /// <summary>Back to the seed: data, clock, log, allowance, sign-ins and faults. Options stay.</summary>
    public void Reset()
    {
        lock (_account.Gate)
        {
            _account.Clock.Reset();
            _seed.Plant(_account);
        }

        _pipeline.Faults.Clear();
        _pipeline.Allowance.Reset();
        _pipeline.Authorization.Reset();
        _pipeline.Log.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // First wakes what is silent or endless on purpose, then stops without waiting for clients.
        await _stopping.CancelAsync();
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleApiAsync(HttpContext context)
    {
        try
        {
            await _pipeline.HandleAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The client left, or the emulator stops: nobody is there to be answered.
            context.Abort();
        }
        catch (BadHttpRequestException tooMuch)
        {
            context.Response.StatusCode = tooMuch.StatusCode;
        }
    }
}
