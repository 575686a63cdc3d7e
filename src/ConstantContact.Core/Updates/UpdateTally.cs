using ConstantContact.Core.Http;

namespace ConstantContact.Core.Updates;

/// <summary>Counts the rows of a run as they are reported.</summary>
internal sealed class UpdateTally
{
    private readonly RunMeter _meter;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public UpdateTally(RunMeter meter, TimeProvider time)
    {
        _meter = meter;
        _time = time;
        _started = time.GetTimestamp();
    }

    public void Count(UpdateResult result) => _counts[result.Outcome] = Of(result.Outcome) + 1;

    public UpdateSummary ToSummary() =>
        new()
        {
            RowsIn = _counts.Values.Sum(),
            Updated = Of(UpdateOutcome.Updated),
            Created = Of(UpdateOutcome.Created),
            Unchanged = Of(UpdateOutcome.Unchanged),
            Suppressed = Of(UpdateOutcome.Suppressed),
            Failed = Of(UpdateOutcome.Failed),
            NotAttempted = Of(UpdateOutcome.NotAttempted),
            Unknown = Of(UpdateOutcome.Unknown),
            Previewed = Of(UpdateOutcome.Previewed),
            Requests = _meter.Requests,
            Retries = _meter.Retries,
            Waited = _meter.Waited,
            Paced = _meter.Paced,
            Elapsed = _time.GetElapsedTime(_started),
        };

    private long Of(string outcome) => _counts.TryGetValue(outcome, out var count) ? count : 0;
}
