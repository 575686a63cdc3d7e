using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Endpoints;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Pages;
using ConstantContact.Emulator.Persistence;
using ConstantContact.Emulator.Seeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Hosting;

/// <summary>
/// A running emulator of the V3 contact API, on loopback unless told otherwise. Any number may run in one process:
/// <c>await using var emulator = await EmulatorHost.StartAsync();</c>
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    // More than the 4 MB an import may have, since what is sent past those is dropped and not refused.
    private const long MaximumBody = 64L * 1024 * 1024;
    private const int MaximumHeaderBytes = 32 * 1024;
    private const int MaximumHeaders = 100;
    private const int MaximumRequestLine = 8 * 1024;

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping;
    private readonly EmulatedAccount _account;
    private readonly ApiPipeline _pipeline;
    private ISeed _seed;
    private int _isDisposed;

    private EmulatorHost(
        WebApplication web,
        CancellationTokenSource stopping,
        EmulatedAccount account,
        ApiPipeline pipeline,
        ISeed seed
    )
    {
        _web = web;
        _stopping = stopping;
        _account = account;
        _pipeline = pipeline;
        _seed = seed;
        State = new EmulatorState(account);
        var control = new ControlEndpoints(this);
        var page = new StatusPage(this, account);
        web.Run(context =>
            context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal, out var rest)
                ? control.HandleAsync(context, rest)
            : StatusPage.IsAsked(context.Request) ? page.SendAsync(context)
            : HandleApiAsync(context)
        );
    }

    /// <summary>Where the API is: <c>http://127.0.0.1:PORT/v3</c>.</summary>
    public Uri BaseUri { get; private set; } = null!;

    /// <summary>Where the control interface is: <c>http://127.0.0.1:PORT/_emulator/</c>.</summary>
    public Uri ControlUri { get; private set; } = null!;

    /// <summary>
    /// Where sign-in is: <c>http://127.0.0.1:PORT/oauth2/default/v1</c>; below it authorize, token and
    /// device/authorize.
    /// </summary>
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
    /// <param name="timeProvider">Rules every stamp, activity and allowance, and the timers of delays. Null for the
    /// system's.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="FormatException">The seed is no state document, or not the one the data folder was begun
    /// with.</exception>
    /// <exception cref="System.IO.IOException">The port or the data folder is taken, or the folder cannot be
    /// used.</exception>
    /// <exception cref="System.IO.InvalidDataException">What is in the data folder is damaged.</exception>
    public static async Task<EmulatorHost> StartAsync(
        EmulatorOptions? options = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new EmulatorOptions();
        if (!options.AllowRemote && !IPAddress.IsLoopback(options.Address))
        {
            throw new ArgumentException(
                $"{options.Address} is no loopback address; set {nameof(EmulatorOptions.AllowRemote)} to listen there.",
                nameof(options)
            );
        }

        timeProvider ??= TimeProvider.System;
        var frozen = options.IsFrozen ? options.FrozenAt ?? timeProvider.GetUtcNow() : (DateTimeOffset?)null;
        var account = new EmulatedAccount(options, new EmulatorClock(timeProvider, frozen));

        // The empty builder: no configuration files, no environment, no logging, nothing to wait for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaximumBody;
                kestrel.Limits.MaxRequestHeadersTotalSize = MaximumHeaderBytes;
                kestrel.Limits.MaxRequestHeaderCount = MaximumHeaders;
                kestrel.Limits.MaxRequestLineSize = MaximumRequestLine;
                kestrel.Listen(options.Address, options.Port);
            });
        var web = builder.Build();
        var stopping = new CancellationTokenSource();
        var pipeline = new ApiPipeline(account, stopping.Token);
        var host = new EmulatorHost(web, stopping, account, pipeline, SeedChoice.From(options));
        try
        {
            host.PrepareAccount();
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
    public IDisposable Intercept(
        string match,
        Func<InterceptedRequest, Task>? before = null,
        Func<InterceptedRequest, Task>? after = null
    ) => _pipeline.Interceptor.Add(match, before, after);

    /// <summary>Ends every queued activity now, with its effect.</summary>
    public void CompleteActivities() =>
        _account.Change(() =>
        {
            _account.Activities.CompleteAll();
            return (true, JournalEntry.Of(JournalEntry.Complete));
        });

    /// <summary>Back to the seed: data, clock, log, allowance, sign-ins and faults. Options stay.</summary>
    public void Reset()
    {
        ChangeClock(clock => clock.Reset());
        _account.Change(() =>
        {
            _seed.Plant(_account);
            return (true, JournalEntry.Of(JournalEntry.Reset));
        });
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
        lock (_account.Gate)
        {
            _account.Journal?.Dispose();
        }
    }

    /// <summary>
    /// Changes the clock so that a kept account remembers it. Jobs that are due by the new time run when somebody
    /// looks.
    /// </summary>
    internal void ChangeClock(Action<EmulatorClock> change) =>
        _account.Change(() =>
        {
            change(_account.Clock);
            return (true, JournalEntry.Of(JournalEntry.Clock, JournalPlayer.ClockOf(_account.Clock)));
        });

    /// <summary>
    /// Changes options at an instant of its own: jobs that were due before it ran under the old ones.
    /// </summary>
    internal void ChangeOptions(Action<EmulatorOptions> change) =>
        _account.Change(() =>
        {
            change(_account.Options);
            return (true, JournalEntry.Of(JournalEntry.Options, ChosenOptions.ToJson(_account.Options)));
        });

    private void PrepareAccount()
    {
        if (Options.DataFolder is { } folder)
        {
            var journal = AccountJournal.Open(folder, _account, _pipeline.Router, _seed);
            _account.Journal = journal;
            _seed = journal.Seed;
            return;
        }

        lock (_account.Gate)
        {
            _seed.Plant(_account);
        }
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
        catch (IOException) when (!context.Response.HasStarted)
        {
            // A body in chunks whose lengths are none; or nobody is there any more, and then this goes nowhere.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
