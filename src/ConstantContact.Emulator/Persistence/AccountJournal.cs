using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Seeds;

namespace ConstantContact.Emulator.Persistence;

/// <summary>
/// The account in a folder: a snapshot, and a journal of the changes since. A change is in the journal, and that on the
/// disk, before it is answered. Once the journal is long and nothing is queued, a new snapshot takes its place: written
/// beside, flushed, renamed; at every moment one pair of the two is whole. One process at a time has the folder.
/// </summary>
internal sealed class AccountJournal : IDisposable
{
    private const string SnapshotEnd = ".snapshot";
    private const string JournalEnd = ".journal";

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly EmulatedAccount _account;
    private readonly long _compactAt;
    private JournalFile _file = null!;
    private int _generation;
    private string _options = "";
    private string _clock = "";

    private AccountJournal(string folder, FileStream folderLock, EmulatedAccount account)
    {
        _folder = folder;
        _lock = folderLock;
        _account = account;
        _compactAt = account.Options.CompactAt;
    }

    /// <summary>The seed with which the folder began, to which a reset returns.</summary>
    internal ISeed Seed { get; private set; } = null!;

    /// <summary>
    /// Brings the account back from the folder, or begins one there with the seed; from then on
    /// <see cref="EmulatedAccount.Change{T}"/> writes to it.
    /// </summary>
    /// <exception cref="IOException">Another process has the folder, or it cannot be used.</exception>
    /// <exception cref="FormatException">The folder was begun with another seed.</exception>
    /// <exception cref="InvalidDataException">What is in the folder is damaged, or of a version that makes something
    /// else of it.</exception>
    internal static AccountJournal Open(string folder, EmulatedAccount account, Router router, ISeed seed)
    {
        OwnerFile.CreateFolder(folder);
        FileStream held;
        try
        {
            held = OwnerFile.Open(
                Path.Combine(folder, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException taken)
        {
            throw new IOException($"Another emulator has the folder '{folder}': {taken.Message}", taken);
        }

        var journal = new AccountJournal(folder, held, account);
        try
        {
            journal.Begin(router, seed);
        }
        catch
        {
            journal.Dispose();
            throw;
        }

        return journal;
    }

    /// <summary>Writes a change down. Under the account's lock.</summary>
    /// <returns>Waits until it is on the disk; to be called without the lock.</returns>
    internal Action Append(JournalEntry entry)
    {
        AppendSettings(entry);
        var file = _file;
        var mark = file.Append(entry.ToBytes());
        if (file.Length > _compactAt && !_account.Activities.HasPending)
        {
            Compact();
        }

        return () => file.WaitUntilDurable(mark);
    }

    /// <exception cref="IOException">Nothing can be written any more.</exception>
    internal void ThrowIfBroken() => _file.ThrowIfBroken();

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private void Begin(Router router, ISeed seed)
    {
        foreach (var unfinished in Directory.EnumerateFiles(_folder, "*.new"))
        {
            File.Delete(unfinished);
        }

        var snapshots = Directory.EnumerateFiles(_folder, "*" + SnapshotEnd).Order(StringComparer.Ordinal).ToList();
        if (snapshots.Count == 0)
        {
            Seed = seed;
            lock (_account.Gate)
            {
                seed.Plant(_account);
                WriteSnapshot(_generation = 1);
                _file = JournalFile.Open(Name(1, JournalEnd), static _ => { });
            }

            return;
        }

        _generation = int.Parse(
            Path.GetFileName(snapshots[^1]).Split('.')[1],
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
        lock (_account.Gate)
        {
            var chosen = new ChosenOptions(_account.Options);
            Restore(seed);
            var player = new JournalPlayer(_account, router, Seed);
            _file = JournalFile.Open(Name(_generation, JournalEnd), record => player.Play(JournalEntry.From(record)));

            // Jobs that were due while no process ran used the options of their time. The options of the command line
            // apply from now on.
            if (_account.Options.IsFrozen)
            {
                _account.Clock.Reset();
            }

            var now = _account.Settle();
            chosen.Apply(_account.Options);
            Append(JournalEntry.Of(JournalEntry.Options, ChosenOptions.ToJson(_account.Options)) with { Time = now })();
            DeleteOthers();
        }
    }

    private void Restore(ISeed given)
    {
        var path = Name(_generation, SnapshotEnd);
        JsonObject snapshot;
        try
        {
            snapshot =
                JsonText.Parse(File.ReadAllBytes(path)) as JsonObject
                ?? throw new InvalidDataException($"'{path}' is no snapshot.");
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"'{path}' is damaged: {damaged.Message}", damaged);
        }

        var seed = snapshot.Object("seed")!;
        if (given is not EmptySeed && !JsonNode.DeepEquals(given.Describe(), seed))
        {
            throw new FormatException(
                $"The folder '{_folder}' was begun with another seed. Give the same one or none."
            );
        }

        Seed = SeedChoice.From(seed);
        var seeded = Number(snapshot, "seeded_members");
        StateDocument.Read(
            _account,
            snapshot["state"],
            seeded > 0 ? new InventedMembers((int)seeded, _account.Switches) : null
        );
        _account.LastChoiceId = (int)Number(snapshot, "last_choice_id");
        _account.Ids.Position = (Number(snapshot, "last_id"), (int)Number(snapshot, "id_sequence"));
        foreach (var id in snapshot.Array("resubscribed") ?? [])
        {
            _account.Resubscribed.Add(Guid.Parse(JsonAccess.ScalarText(id)!));
        }

        foreach (var export in (snapshot.Array("exports") ?? []).OfType<JsonObject>())
        {
            _account.Exports.Add(
                Guid.Parse(export.Text("id")!),
                new Exports.ExportFile(new DateTimeOffset(Number(export, "created"), TimeSpan.Zero))
                {
                    Csv = Convert.FromBase64String(export.Text("csv")!),
                }
            );
        }

        JournalPlayer.SetClock(_account.Clock, snapshot.Object("clock")!);
    }

    private static long Number(JsonObject map, string name) =>
        long.Parse(map.Text(name)!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>
    /// Options and clock, if they are not as they were written down last: whoever changed them, and by whatever way.
    /// </summary>
    private void AppendSettings(JournalEntry next)
    {
        var clock = JournalPlayer.ClockOf(_account.Clock);
        if (Differs(clock, ref _clock) && next.Kind != JournalEntry.Clock)
        {
            Write(JournalEntry.Clock, clock);
        }

        var options = ChosenOptions.ToJson(_account.Options);
        if (Differs(options, ref _options) && next.Kind != JournalEntry.Options)
        {
            Write(JournalEntry.Options, options);
        }

        void Write(string kind, JsonObject setting) =>
            _file.Append((JournalEntry.Of(kind, setting) with { Time = next.Time }).ToBytes());
    }

    private static bool Differs(JsonObject setting, ref string last)
    {
        var text = setting.ToJsonString();
        if (text == last)
        {
            return false;
        }

        last = text;
        return true;
    }

    private void Compact()
    {
        WriteSnapshot(++_generation);
        var retired = _file;
        _file = JournalFile.Open(Name(_generation, JournalEnd), static _ => { });
        retired.Retire();
        (_clock, _options) = ("", "");
        DeleteOthers();
    }

    private void WriteSnapshot(int generation)
    {
        // The journal first: a snapshot that is there always has one.
        File.Delete(Name(generation, JournalEnd));
        using (var journal = JournalFile.Create(Name(generation, JournalEnd)))
        {
            journal.WaitUntilDurable(1);
        }

        var beside = Name(generation, ".new");
        using (var file = OwnerFile.Open(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            using (var writer = new Utf8JsonWriter(file, JsonText.WriterOptions))
            {
                Write(writer);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(beside, Name(generation, SnapshotEnd), overwrite: true);
        DurableFolder.Flush(_folder);
    }

    private void Write(Utf8JsonWriter writer)
    {
        var (last, sequence) = _account.Ids.Position;
        writer.WriteStartObject();
        writer.WritePropertyName("seed");
        Seed.Describe().WriteTo(writer);
        writer.WriteNumber("seeded_members", _account.Contacts.SeededCount);
        writer.WriteNumber("last_choice_id", _account.LastChoiceId);
        writer.WriteNumber("last_id", last);
        writer.WriteNumber("id_sequence", sequence);
        writer.WritePropertyName("clock");
        JournalPlayer.ClockOf(_account.Clock).WriteTo(writer);
        writer.WriteStartArray("resubscribed");
        foreach (var id in _account.Resubscribed)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("exports");
        foreach (var (id, export) in _account.Exports.All.Where(e => e.Value.Csv is not null))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteNumber("created", export.CreatedAt.UtcTicks);
            writer.WriteBase64String("csv", export.Csv);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("state");
        StateDocument.Write(writer, _account, _account.Contacts.Written);
        writer.WriteEndObject();
    }

    private void DeleteOthers()
    {
        foreach (var end in new[] { SnapshotEnd, JournalEnd })
        {
            foreach (
                var old in Directory.EnumerateFiles(_folder, "*" + end).Where(f => f != Name(_generation, end)).ToList()
            )
            {
                File.Delete(old);
            }
        }
    }

    private string Name(int generation, string end) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"account.{generation:D8}{end}"));
}
