using System;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.Activities;

/// <summary>
/// A bulk job. It moves by the clock: initialized, processing after a tenth of its time, completed at the end,
/// which is when its effect on the account shows.
/// </summary>
internal sealed class Activity
{
    // Past every instant that the clock can reach, and past the one that finishes all jobs early.
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    private readonly JsonObject? _restored;
    private readonly TimeSpan _duration;
    private Func<ActivityOutcome>? _work;
    private ActivityOutcome? _outcome;

    internal Activity(Guid id, string kind, DateTimeOffset createdAt, TimeSpan duration, Func<ActivityOutcome> work)
    {
        Id = id;
        Kind = kind;
        CreatedAt = createdAt;
        _duration = duration;
        _work = work;
    }

    /// <summary>One out of a state document: as it was written there, for good.</summary>
    internal Activity(Guid id, DateTimeOffset createdAt, JsonObject restored)
    {
        Id = id;
        Kind = "restored";
        CreatedAt = createdAt;
        _restored = restored;
    }

    internal Guid Id { get; }

    internal string Kind { get; }

    internal string Href => $"/v3/activities/{Id}";

    internal DateTimeOffset CreatedAt { get; }

    internal string? SourceFileName { get; init; }

    /// <summary>Where its file will be; known from the start.</summary>
    internal string? ResultsHref { get; init; }

    internal bool IsPending => _work is not null;

    /// <summary>The fault that it will have; null for none.</summary>
    internal string? Fault { get; init; }

    /// <summary>Where what it does to contacts is noted: with the request that queued it.</summary>
    internal ContactEffects? Effects { get; init; }

    /// <summary>When it ends; never for one that is stuck, which keeps its place in the queue.</summary>
    internal DateTimeOffset DueAt => Fault == FaultKind.ActivityStuck ? Never : CreatedAt + _duration;

    internal void Run()
    {
        var work = _work;
        _work = null;
        _outcome = Fault switch
        {
            FaultKind.ActivityFailed => new ActivityOutcome(
                [],
                ["The activity failed because of an internal error"],
                "failed"
            ),
            FaultKind.ActivityTimedOut => new ActivityOutcome([], ["The activity took too long"], "timed_out"),
            _ => work?.Invoke(),
        };
    }

    /// <summary>The answer to the request that queued it, whatever the clock says.</summary>
    internal JsonObject DescribeStart() =>
        Compose("initialized", CreatedAt, startedAt: null, completedAt: null, percent: 1);

    internal JsonObject Describe(DateTimeOffset now)
    {
        if (_restored is not null)
        {
            return _restored.DeepClone().AsObject();
        }

        var start = CreatedAt + (_duration / 10);
        if (_outcome is not null)
        {
            return Compose(_outcome.State, DueAt, start, DueAt, _outcome.State == "completed" ? 100 : 50);
        }

        if (now < start)
        {
            return DescribeStart();
        }

        var done = (int)Math.Clamp((now - CreatedAt) / _duration * 100, 1, 99);
        return Compose("processing", now, start, completedAt: null, done);
    }

    private JsonObject Compose(
        string state,
        DateTimeOffset updatedAt,
        DateTimeOffset? startedAt,
        DateTimeOffset? completedAt,
        int percent
    )
    {
        var answer = new JsonObject { ["activity_id"] = Id.ToString(), ["state"] = state };
        if (startedAt is not null)
        {
            answer["started_at"] = startedAt.Value.ToApi();
        }

        if (completedAt is not null)
        {
            answer["completed_at"] = completedAt.Value.ToApi();
        }

        answer["created_at"] = CreatedAt.ToApi();
        answer["updated_at"] = updatedAt.ToApi();
        answer["percent_done"] = percent;
        answer["activity_errors"] = new JsonArray([
            .. (_outcome?.Errors ?? []).Select(e =>
                Kind == "contacts_tags_delete" ? new JsonObject { ["message"] = e } : (JsonNode?)JsonValue.Create(e)
            ),
        ]);
        if (Kind != "custom_fields_delete")
        {
            // The one activity whose answer declares no counters.
            answer["status"] = _outcome?.Status.DeepClone() ?? new JsonObject();
        }

        if (SourceFileName is not null)
        {
            answer["source_file_name"] = SourceFileName;
        }

        var links = new JsonObject { ["self"] = new JsonObject { ["href"] = Href } };
        if (ResultsHref is not null)
        {
            links["results"] = new JsonObject { ["href"] = ResultsHref };
        }

        answer["_links"] = links;
        return answer;
    }
}
