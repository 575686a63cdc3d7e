using System;
using System.Collections.Generic;
using System.Threading;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Exports;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Persistence;
using ConstantContact.Emulator.Segments;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// All data of the one account that the emulator plays. Whoever touches it holds <see cref="Gate"/>:
/// requests are handled one after the other, which is what makes concurrent ones safe.
/// </summary>
internal sealed class EmulatedAccount
{
    private DateTimeOffset? _instant;

    internal EmulatedAccount(EmulatorOptions options, EmulatorClock clock)
    {
        Options = options;
        Clock = clock;
        Ids = new IdSource(() => Now);
        Clear();
    }

    internal Lock Gate { get; } = new();

    internal EmulatorOptions Options { get; }

    internal SwitchSettings Switches => Options.Switches;

    internal EmulatorClock Clock { get; }

    internal IdSource Ids { get; }

    internal ContactStore Contacts { get; private set; } = null!;

    internal EntityStore Lists { get; private set; } = null!;

    internal EntityStore Tags { get; private set; } = null!;

    internal EntityStore Fields { get; private set; } = null!;

    internal ActivityStore Activities { get; private set; } = null!;

    internal SegmentStore Segments { get; private set; } = null!;

    internal ExportStore Exports { get; private set; } = null!;

    /// <summary>Whose account it is.</summary>
    internal AccountProfile Profile { get; set; } = null!;

    /// <summary>Contacts that were sent the one confirmation mail of /contacts/resubscribe.</summary>
    internal HashSet<Guid> Resubscribed { get; private set; } = null!;

    internal int LastChoiceId { get; set; }

    /// <summary>The instant of the change that is going on; between changes the clock's.</summary>
    internal DateTimeOffset Now => _instant ?? Clock.GetUtcNow();

    /// <summary>Where what happens to contacts is noted, for the log; null when nobody wants to know.</summary>
    internal ContactEffects? Effects { get; set; }

    /// <summary>The fault that an activity which is queued now will suffer; null for none.</summary>
    internal string? ActivityFault { get; set; }

    /// <summary>Where every change is written down; null for an account in memory only.</summary>
    internal AccountJournal? Journal { get; set; }

    /// <summary>
    /// The one way to change the account from outside: alone, at one instant, after every job that is due by then, and
    /// where there is a journal, back only when the change is on the disk.
    /// </summary>
    /// <param name="change">Does it, and answers what to write down; null when nothing has changed.</param>
    internal T Change<T>(Func<(T Result, JournalEntry? Entry)> change)
    {
        T result;
        Action? wait = null;
        lock (Gate)
        {
            Journal?.ThrowIfBroken();
            var now = Settle();
            (result, var entry) = At(now, change);
            if (entry is not null)
            {
                wait = Journal?.Append(entry with { Time = now });
            }
        }

        wait?.Invoke();
        return result;
    }

    /// <summary>
    /// Does something at one instant: all its stamps are the same, and the same again when it is played from the
    /// journal.
    /// </summary>
    internal T At<T>(DateTimeOffset instant, Func<T> work)
    {
        var before = _instant;
        _instant = instant;
        try
        {
            return work();
        }
        finally
        {
            _instant = before;
        }
    }

    /// <summary>
    /// Lets every job that is due take effect, each at its own instant, and answers what time it is now.
    /// </summary>
    internal DateTimeOffset Settle()
    {
        var now = Now;
        Activities.Settle(now);
        return now;
    }

    /// <summary>Forgets everything.</summary>
    /// <param name="seeded">Contacts to begin with that need not be held.</param>
    internal void Clear(ISeededContacts? seeded = null)
    {
        Contacts = new ContactStore(seeded) { Saved = (before, after) => Effects?.Add(before, after) };
        Lists = new EntityStore("list_id", "name");
        Tags = new EntityStore("tag_id", "name");
        Fields = new EntityStore("custom_field_id", "label");
        Activities = new ActivityStore(this);
        Segments = new SegmentStore();
        Exports = new ExportStore();
        Profile = new AccountProfile();
        Resubscribed = [];
        LastChoiceId = 0;
    }

    /// <summary>Whether a stored list can be joined: there and not deleted.</summary>
    internal bool HasList(Guid id) => Lists.Find(id) is { } list && !list.ContainsKey("deleted_at");
}
