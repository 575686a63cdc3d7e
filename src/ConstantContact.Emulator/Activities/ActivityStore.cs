using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Activities;

/// <summary>The bulk jobs of the account, in the order they were queued.</summary>
internal sealed class ActivityStore(EmulatedAccount account)
{
    /// <summary>Jobs that may wait or run at one time.</summary>
    internal const int QueueLength = 1000;

    private readonly List<Activity> _all = [];
    private readonly Dictionary<Guid, Activity> _byId = [];
    private readonly List<Activity> _pending = [];

    internal IReadOnlyList<Activity> All => _all;

    internal bool HasPending => _pending.Count > 0;

    internal Activity? Find(Guid id) => _byId.GetValueOrDefault(id);

    internal Activity Start(
        string kind,
        Func<ActivityOutcome> work,
        string? sourceFileName = null,
        string? resultsHref = null
    )
    {
        if (_pending.Count >= QueueLength)
        {
            throw account.Switches.Is(SwitchCatalogue.QueueFullBody, "throttled")
                ? ApiProblem.Throttled()
                : ApiProblem.QueueFull();
        }

        var activity = new Activity(account.Ids.Next(), kind, account.Now, account.Options.ActivityDuration, work)
        {
            Fault = account.ActivityFault,
            Effects = account.Effects,
            SourceFileName = sourceFileName,
            ResultsHref = resultsHref,
        };
        Add(activity);
        _pending.Add(activity);
        return activity;
    }

    internal void Restore(JsonObject document)
    {
        var id = Guid.ParseExact(document.Text("activity_id")!, "D");
        Add(new Activity(id, Instants.Parse(document.Text("created_at")) ?? account.Now, document));
    }

    /// <summary>
    /// Lets every job that is due take effect. Called before anything is read, so the order in time is kept.
    /// </summary>
    internal void Settle(DateTimeOffset now)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        foreach (var activity in _pending.Where(p => p.DueAt <= now).OrderBy(p => p.DueAt).ToList())
        {
            _pending.Remove(activity);
            Run(activity);
        }
    }

    /// <summary>Finishes all jobs now, for tests that do not want to wait.</summary>
    internal void CompleteAll() => Settle(DateTimeOffset.MaxValue.AddTicks(-1));

    /// <summary>
    /// At the instant it was due, whenever it is that somebody looks; one that is finished early, now.
    /// </summary>
    private void Run(Activity activity)
    {
        var effects = account.Effects;
        account.Effects = activity.Effects;
        account.Contacts.Loses = activity.Fault == FaultKind.ActivityLosesRows;
        try
        {
            account.At(
                activity.DueAt < account.Now ? activity.DueAt : account.Now,
                () =>
                {
                    activity.Run();
                    return true;
                }
            );
        }
        finally
        {
            account.Contacts.Loses = false;
            account.Effects = effects;
        }
    }

    private void Add(Activity activity)
    {
        _all.Add(activity);
        _byId.Add(activity.Id, activity);
    }
}
