using System;
using System.Collections.Generic;
using System.Threading;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Exports;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Segments;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// All data of the one account that the emulator plays. Whoever touches it holds <see cref="Gate"/>:
/// requests are handled one after the other, which is what makes concurrent ones safe.
/// </summary>
internal sealed class EmulatedAccount
{
    internal EmulatedAccount(EmulatorOptions options, EmulatorClock clock)
    {
        Options = options;
        Clock = clock;
        Ids = new IdSource(clock);
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

    internal DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Forgets everything.</summary>
    /// <param name="seeded">Contacts to begin with that need not be held.</param>
    internal void Clear(ISeededContacts? seeded = null)
    {
        Contacts = new ContactStore(seeded);
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
