using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Making;

/// <summary>
/// Rows → a plan: reads the account, compares, asks the consent guard, chooses the routes and forecasts the requests.
/// Writes nothing to the account.
/// </summary>
public sealed class PlanMaker
{
    private readonly ApiClient _client;
    private readonly RunMeter _meter;
    private readonly NameDirectory _names;
    private readonly PlanOptions _options;

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="options">What to plan.</param>
    /// <param name="observer">Told of every attempt and wait.</param>
    public PlanMaker(ApiClient client, NameDirectory names, PlanOptions options, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
        _options = options;
    }

    /// <summary>Told what is going on: the phase, what is done of it, and all of it. Must return at once.</summary>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <summary>A hash of what rows ask for.</summary>
    public static string HashOf(IReadOnlyList<UpdateRow> rows)
    {
        var source = new StringBuilder();
        foreach (var row in rows)
        {
            source.Append(row.Key());
        }

        return RowLedger.HashOf(source.ToString());
    }

    /// <summary>Requests so far.</summary>
    public long Requests => _meter.Requests;

    /// <summary>Rows that the plan cannot use.</summary>
    public IReadOnlyList<PlanFailure> Failures { get; private set; } = [];

    /// <exception cref="InvalidInputException"> <c>CcEmptyInput</c>; <c>CcMissingIdentity</c>: a row names no contact,
    /// so that it is not known who may leave the list; names that nothing has. </exception>
    /// <exception cref="CcException">The account could not be read.</exception>
    public async Task<Plan> MakeAsync(IReadOnlyList<UpdateRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            throw PlanErrors.Empty(
                _options.RemoveMissing ? "all members would have to leave the list" : "there is nothing to plan"
            );
        }

        var started = _client.Time.GetUtcNow();
        var account = await PlanAccount.IdAsync(_client, cancellationToken).ConfigureAwait(false);
        _names.Forget();
        NamedId? list = null;
        if (_options.List is { } named)
        {
            var found = await _names.ListAsync(named, cancellationToken).ConfigureAwait(false);
            list = new NamedId(found.Id, found.ToString());
        }

        if (
            _options.RemoveMissing
            && rows.FirstOrDefault(static r => r.ContactId is null && r.Email is null) is { } nobody
        )
        {
            throw new InvalidInputException(
                "CcMissingIdentity",
                $"Row {nobody.Number ?? 1} names no contact, so that it is not known who is to stay on the list.",
                "Nothing was planned. Correct the row, or take it out of the source."
            );
        }

        var snapshot = await new SnapshotReader(_client)
        {
            Progress = (done, all) => Progress?.Invoke(PlanPhase.Reading, done, all),
        }
            .ReadAsync(
                new SnapshotWish(
                    [.. rows.Select(static r => r.ContactId).OfType<string>()],
                    [.. rows.Where(static r => r.ContactId is null).Select(static r => r.Email).OfType<string>()],
                    _options.RemoveMissing ? list!.Id : null
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
        var comparison = new PlanComparison(snapshot, new PatchResolver(_names), _options, list);
        for (var i = 0; i < rows.Count; i++)
        {
            await comparison.AddAsync(rows[i], cancellationToken).ConfigureAwait(false);
            Progress?.Invoke(PlanPhase.Comparing, i + 1, rows.Count);
        }

        Failures = comparison.Failures;
        if (_options.RemoveMissing)
        {
            comparison.RemoveMissing();
        }

        return await ComposeAsync(comparison, snapshot, account, started, rows, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<Plan> ComposeAsync(
        PlanComparison comparison,
        AccountSnapshot snapshot,
        string? account,
        DateTimeOffset started,
        IReadOnlyList<UpdateRow> rows,
        CancellationToken cancellationToken
    )
    {
        var composer = new PlanComposer(_client, _names)
        {
            PrefersJobs = _options.MembershipOnly,
            AppliesAtOnce = _options.AppliesAtOnce,
            PerSecond = _options.PerSecond,
        };
        var header = new PlanHeader
        {
            PlanId = "",
            CreatedAt = started,
            Cmdlet = _options.Cmdlet,
            ModuleVersion = _options.ModuleVersion,
            BaseUri = _client.BaseUri.AbsoluteUri,
            Client = _options.Client,
            Account = account,
            SourcePath = _options.SourcePath,
            Rows = rows.Count,
            SourceHash = HashOf(rows),
            Merge = _options.Merge,
        };
        return await composer
            .ComposeAsync(header, comparison.Entries, comparison.Drafts, snapshot, cancellationToken)
            .ConfigureAwait(false);
    }
}
