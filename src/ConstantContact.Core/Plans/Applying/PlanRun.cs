using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Applies a plan: reads again what it is about to touch, leaves alone what has changed since, sends imports,
/// activities and PUTs, and proves every entry. An interrupted run continues: it first looks at what may have been
/// written.
/// </summary>
public sealed class PlanRun
{
    private readonly ApiClient _client;
    private readonly NameDirectory _names;
    private readonly Plan _plan;
    private readonly OpenRun _run;
    private readonly RunMeter _meter;
    private readonly long _started;
    private readonly PlanLedger _ledger;

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="plan">What to apply.</param>
    /// <param name="run">The run that remembers it.</param>
    /// <param name="observer">Told of every attempt and wait.</param>
    public PlanRun(ApiClient client, NameDirectory names, Plan plan, OpenRun run, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
        _plan = plan;
        _run = run;
        _ledger = new PlanLedger(plan, run);
        _started = client.Time.GetTimestamp();
    }

    /// <summary>Told what is going on: the phase, what is done of it, and all of it. Must return at once.</summary>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <summary>Something a person following along may want to know.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>How long to wait for the service's jobs.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// The plan was made a moment ago by the same command, and nobody was asked since: what it read is what there is.
    /// </summary>
    public bool TrustsPlan { get; init; }

    /// <summary>Requests and times so far.</summary>
    public RunTally Tally => new(_meter.Requests, _meter.Retries, _meter.Waited, _meter.Paced);

    /// <summary>So far, or of the whole run once it has ended.</summary>
    public PlanSummary Summary
    {
        get
        {
            var rows = _run.Ledger.Outcomes;
            return new PlanSummary
            {
                RunId = _run.RunId,
                Entries = rows.Count,
                Applied = PlanSummary.Count(rows, RowOutcome.Applied),
                Unchanged = PlanSummary.Count(rows, RowOutcome.Unchanged),
                Stale = PlanSummary.Count(rows, RowOutcome.Stale),
                Suppressed = PlanSummary.Count(rows, RowOutcome.Suppressed),
                Kept = PlanSummary.Count(rows, RowOutcome.Kept),
                Failed = PlanSummary.Count(rows, RowOutcome.Failed),
                NotAttempted = PlanSummary.Count(rows, RowOutcome.NotAttempted),
                Unknown = PlanSummary.Count(rows, RowOutcome.Unknown),
                Forecast = _plan.Header.Forecast.Requests,
                Requests = _meter.Requests,
                Retries = _meter.Retries,
                Waited = _meter.Waited,
                Paced = _meter.Paced,
                Elapsed = _client.Time.GetElapsedTime(_started),
            };
        }
    }

    /// <exception cref="CcException">Something ended the run early; every entry is accounted for all the
    /// same.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var held = Lock();
        PlanChecks.Service(_plan.Header, _client.BaseUri);
        if (!_run.IsResumed && _plan.Writing.Any())
        {
            // A run that is refused must not have begun: what has begun is not asked again.
            if (PlanChecks.Shortage(_plan, _client) is { } shortage)
            {
                throw shortage;
            }

            await RequireAccountAsync(cancellationToken).ConfigureAwait(false);
        }

        _ledger.Begin();
        try
        {
            if (_ledger.Open.Count > 0)
            {
                await ApplyAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _ledger.End(cancellationToken.IsCancellationRequested ? "the run was stopped" : "the run ended before");
        }
    }

    private FileLock Lock()
    {
        try
        {
            var folder = _run.Data.Make("plans");
            return FileLock.TryAcquire(Path.Combine(folder, _plan.Header.Hash.Substring(0, 16) + ".lock"))
                ?? throw PlanErrors.InUse(_plan.Header.PlanId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunNotWritableException(_run.Data.PathOf("plans"), e);
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (_run.IsResumed)
        {
            await RequireAccountAsync(cancellationToken).ConfigureAwait(false);
        }

        var account = await AccountAsync(cancellationToken).ConfigureAwait(false);
        RefuseGone(account);
        var plan = new PlanUnderway(_plan, _ledger, _client, _names, _meter)
        {
            Progress = Progress,
            Note = Note,
            Timeout = Timeout,
            TrustsPlan = TrustsPlan,
        };
        if (_ledger.Open.Any(static o => o.Doubt is not null))
        {
            await EarlierActivities.WaitAsync(plan, _run.Record.StartedAt, cancellationToken).ConfigureAwait(false);
        }

        await new BulkApply(plan, account).ApplyAsync(cancellationToken).ConfigureAwait(false);
        await new PutApply(plan).ApplyAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireAccountAsync(CancellationToken cancellationToken)
    {
        if (TrustsPlan)
        {
            return;
        }

        var id = await PlanAccount.IdAsync(_client, cancellationToken).ConfigureAwait(false);
        if (id is not null && _plan.Header.Account is { } planned && id != planned)
        {
            throw PlanErrors.Foreign("account", planned, id);
        }
    }

    private Task<PlanAccount> AccountAsync(CancellationToken cancellationToken)
    {
        if (!TrustsPlan)
        {
            // Names that are a minute old are too old for what is going to be sent.
            _names.Forget();
        }

        var needs = PlanNeeds.Of(_ledger.Open.SelectMany(static o => o.Entry.Changes));
        return PlanAccount.ReadAsync(_plan.Header.Account, _names, needs, cancellationToken);
    }

    private void RefuseGone(PlanAccount account)
    {
        foreach (var open in _ledger.Open.Where(static o => o.Doubt is null))
        {
            if (PlanJudge.Gone(open.Entry, account, _plan.Header.Names) is { } why)
            {
                _ledger.Settle(open, RowOutcome.Stale, why);
            }
        }
    }
}
