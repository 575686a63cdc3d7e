using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using ConstantContact.TestData;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Updates.Model;

/// <summary>
/// Random runs (several rows about one contact, new addresses, creations) against the emulator under random switches,
/// with latency, faults and other writers. Every write of the run makes of a contact what the oracle makes of a state
/// that the contact had when the row could look at it: never one from before the run's own last write. What became of
/// each row is what the run says. <c>CC_MODEL_ROWS</c>; docs/testing.md.
/// </summary>
public sealed class UpdateModelTests(ITestOutputHelper output)
{
    private const int RowsOfARun = 40;

    private static readonly int Rows = CampaignSize.Of("CC_MODEL_ROWS", 400);

    private static readonly int FirstSeed = CampaignSize.Of("CC_MODEL_SEED", 1);

    /// <summary>
    /// A body is sent within 5 s of its look-up. The clock of these tests jumps, also between an answer and its use, so
    /// that a little more is allowed; <see cref="UpdateRaceTests"/> holds the limit itself.
    /// </summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private static readonly string[] RefusedBeforeAWrite =
    [
        "CcContactDeleted",
        "CcNotFound",
        "CcAmbiguousKind",
        "CcLimitExceeded",
        "CcUnknownMember",
        "CcConflict",
        "CcInvalidRequest",
        "CcContactMismatch",
        "CcInvalidValue",
        "CcServiceUnavailable",
        "CcConnectionFailed",
        "CcTimeout",
        "CcRateLimited",
        "CcUnexpectedResponse",
    ];

    private readonly List<string> _faults = [];
    private int _writes,
        _strict,
        _requests,
        _broken,
        _others,
        _stopped;

    [Fact]
    public async Task Every_write_equals_that_of_the_oracle_and_every_row_has_its_true_outcome()
    {
        Dictionary<string, int> outcomes = new(StringComparer.Ordinal);
        int runs = (Rows + RowsOfARun - 1) / RowsOfARun;
        for (int run = 0; run < runs && _faults.Count < 20; run++)
        {
            foreach (UpdateResult result in await CheckAsync(FirstSeed + run))
            {
                string what = $"{result.Outcome} {result.ErrorId}".TrimEnd();
                outcomes[what] = outcomes.TryGetValue(what, out int n) ? n + 1 : 1;
            }
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{runs * RowsOfARun} rows in {runs} runs, {_stopped} of them stopped; {_requests} requests, {_broken} faults, {_others} writes of others; {_writes} writes, {_strict} of them without another writer near; {string.Join(", ", outcomes.OrderBy(static o => o.Key, StringComparer.Ordinal).Select(static o => $"{o.Value} {o.Key}"))}; {_faults.Count} differences"
            )
        );
        Assert.True(_faults.Count == 0, string.Join("\n\n", _faults));
        Assert.True(_strict > runs * 4, $"only {_strict} writes were compared with one state");
    }

    private async Task<IReadOnlyList<UpdateResult>> CheckAsync(int seed)
    {
        var random = new Random(seed);
        var account = new RandomAccount(seed);
        var clock = new TestClock();
        bool benign = random.Next(5) > 0;
        EmulatorOptions options = Options(random, benign);
        var chances = new ModelChances(
            new[] { 0, 50, 300, 800 }[random.Next(4)],
            new[] { 0, 0.05, 0.25 }[random.Next(3)],
            new[] { 0, 0.03, 0.2 }[random.Next(3)],
            new[] { 0, 0, 0.1 }[random.Next(3)]
        );
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(options, clock);
        JsonObject[] contacts = [.. Enumerable.Range(0, 10).Select(i => Contact(account, random, i))];
        emulator.State.Put(StateOf(account, contacts));
        ModelRow[] rows = MakeRows(account, random, contacts);
        var updates = new UpdateOptions
        {
            CreateMissing = random.Next(4) > 0,
            VerifyAll = random.Next(4) == 0,
            Merge = new MergeOptions { IncludeUnsubscribed = random.Next(2) == 0 },
        };
        var changes = new MemoryFile();
        using var ledger = new RowLedger(
            static () => { },
            () => changes,
            static () => new MemoryFile(),
            clock,
            isNew: true
        );
        var service = new ModelService(emulator, clock, random, chances) { Announced = changes.LastRowAbout };
        service.Begin();
        var guide = new RecordingGuide();
        var settings = new ApiClientOptions
        {
            BaseUri = emulator.BaseUri,
            RequestsPerSecond = new[] { 4, 20, 1000 }[random.Next(3)],
            RequestsPerDay = random.Next(15) == 0 ? 60 : 1_000_000,
            Allowances = new ProcessAllowances(),
        };
        clock.AttemptTimeout = settings.AttemptTimeout;
        CcException? end = null;
        using (var client = new ApiClient(settings, new StaticTokenSource("emulator"), clock, service))
        using (var names = new NameDirectory(client))
        {
            try
            {
                await clock.DriveAsync(
                    new UpdateRun(client, names, updates, guide, null, clock, null, ledger).RunAsync(
                        Given(rows, account),
                        CancellationToken.None
                    )
                );
            }
            catch (CcException e)
            {
                end = e;
            }
        }

        _requests += service.Requests;
        _broken += service.Faults;
        _others += service.Others;
        _stopped += end is null ? 0 : 1;
        new Judge(
            this,
            seed,
            options,
            updates,
            rows,
            service,
            guide.Results,
            end,
            benign && chances.Others == 0
        ).Check();
        return guide.Results;
    }

    private static async IAsyncEnumerable<UpdateRow> Given(ModelRow[] rows, RandomAccount account)
    {
        foreach (ModelRow row in rows)
        {
            await Task.Yield();
            yield return row.ToUpdateRow(account);
        }
    }

    /// <summary>
    /// Every switch at random; those that make a service lose what it is sent only where the run is to be stopped by
    /// it.
    /// </summary>
    private static EmulatorOptions Options(Random random, bool benign)
    {
        var options = new EmulatorOptions { Rate = 0, Quota = 0 };
        foreach (EmulatorSwitch one in SwitchCatalogue.All)
        {
            bool harms =
                SwitchCatalogue.Merge.Contains(one)
                || one == SwitchCatalogue.EmptyArray
                || one == SwitchCatalogue.NamePeriods
                || one == SwitchCatalogue.EntryIds;
            options.Switches[one.Name] = benign && harms ? one.Default : one.Values[random.Next(one.Values.Count)];
        }

        return options;
    }

    private static JsonObject Contact(RandomAccount account, Random random, int index)
    {
        JsonObject contact = account.Contact(withEmail: index != 0, withAmbiguousKinds: index < 4);
        if (index % 5 == 4)
        {
            JsonObject email = contact["email_address"]!.AsObject();
            email["permission_to_send"] = "unsubscribed";
            email["opt_out_source"] = random.Next(2) == 0 ? "Account" : "Contact";
            email["opt_out_date"] = "2024-01-01T00:00:00Z";
        }
        else if (index == 8 && random.Next(3) == 0)
        {
            contact["deleted_at"] = "2026-01-01";
            contact["list_memberships"] = new JsonArray();
        }

        return contact;
    }

    private static ModelRow[] MakeRows(RandomAccount account, Random random, JsonObject[] contacts)
    {
        List<string> addresses =
        [
            .. contacts.Select(static c => (string?)c["email_address"]?["address"]).OfType<string>(),
        ];
        var rows = new ModelRow[RowsOfARun];
        for (int i = 0; i < rows.Length; i++)
        {
            string? email = null,
                id = null,
                moves = null;
            if (random.Next(4) == 0)
            {
                id = (string)contacts[random.Next(contacts.Length)]["contact_id"]!;
            }
            else if (random.Next(10) == 0)
            {
                email = $"new{random.Next(6)}@example.com";
                addresses.Add(email);
            }
            else
            {
                email = addresses[random.Next(addresses.Count)];
            }

            if (email is not null && random.Next(16) == 0)
            {
                email = email.ToUpperInvariant();
            }

            if (random.Next(12) == 0)
            {
                moves = $"moved{i}@example.com";
                addresses.Add(moves);
            }

            RandomWish wish = random.Next(12) == 0 ? new RandomWish() : account.Wish();
            foreach (
                string kind in wish.Addresses.Where(static a => a.Value is null).Select(static a => a.Key).ToArray()
            )
            {
                // Rows have no column for it.
                wish.Addresses.Remove(kind);
            }

            rows[i] = new ModelRow(i + 1, email, id, wish, moves);
        }

        return rows;
    }

    private static JsonObject StateOf(RandomAccount account, JsonObject[] contacts) =>
        new()
        {
            ["lists"] = Many(account.Lists, (id, i) => new JsonObject { ["list_id"] = id, ["name"] = $"List {i}" }),
            ["tags"] = Many(account.Tags, (id, i) => new JsonObject { ["tag_id"] = id, ["name"] = $"Tag {i}" }),
            ["custom_fields"] = Many(
                account.Fields,
                (id, i) =>
                    new JsonObject
                    {
                        ["custom_field_id"] = id,
                        ["label"] = $"Field {i}",
                        ["name"] = $"field_{i}",
                        ["type"] = "string",
                    }
            ),
            ["contacts"] = new JsonArray([.. contacts.Select(static c => (JsonNode)c.DeepClone())]),
        };

    private static JsonArray Many(IReadOnlyList<string> ids, Func<string, int, JsonNode> make) =>
        new([.. ids.Select(make)]);

    /// <summary>One run, judged from what the service saw and what the run said.</summary>
    private sealed class Judge(
        UpdateModelTests test,
        int seed,
        EmulatorOptions options,
        UpdateOptions updates,
        ModelRow[] rows,
        ModelService service,
        IReadOnlyList<UpdateResult> results,
        CcException? end,
        bool quiet
    )
    {
        private bool Strips => options.Switches["name-periods"] == "strip";

        public void Check()
        {
            Expect(
                results.Select(static r => r.Row).SequenceEqual(rows.Select(static r => (long?)r.Number)),
                null,
                "rows are missing or out of order in the account"
            );
            Dictionary<string, long> last = new(StringComparer.Ordinal);
            foreach (ModelWrite write in service.Writes)
            {
                test._writes++;
                if (write.Row is not { } number)
                {
                    Expect(false, null, $"a write of {write.ContactId} was not announced");
                    continue;
                }

                Expect(
                    !last.TryGetValue(write.ContactId, out long before) || before <= number,
                    number,
                    $"wrote {write.ContactId} after row {before}"
                );
                last[write.ContactId] = number;
                CheckWrite(rows[number - 1], Result(number), write);
            }

            foreach (UpdateResult result in results)
            {
                CheckResult(rows[(int)result.Row! - 1], result, [.. service.Writes.Where(w => w.Row == result.Row)]);
            }

            Expect(!quiet || end is null or QuotaExceededException, null, $"stopped without a reason: {end?.Message}");
        }

        private void CheckWrite(ModelRow row, UpdateResult result, ModelWrite write)
        {
            bool told = result.ErrorId == "CcMergeNotApplied" || result.Outcome == UpdateOutcome.Unknown;
            if (write.Before is null)
            {
                Expect(
                    told || Same(row.Created(write.After), write.After, row),
                    row.Number,
                    $"created\n{write.After.ToJsonString()}\nnot\n{row.Created(write.After).ToJsonString()}"
                );
                return;
            }

            // A permission never rises. A row may overwrite an opt-out or a deletion that others made in the meantime,
            // but then it must report this.
            bool optedOut =
                ModelRow.Permission(write.Before) == "unsubscribed"
                && ModelRow.Permission(write.After) != "unsubscribed";
            Expect(told || !optedOut, row.Number, "an opt-out was undone without a word");
            IReadOnlyList<ModelState> history = service.HistoryOf(write.ContactId);
            List<ModelState> candidates = [];
            for (int i = write.Place - 1; i >= 0 && history[i].Until >= write.At - Window; i--)
            {
                candidates.Add(history[i]);
                if (history[i].IsOwn)
                {
                    break;
                }
            }

            test._strict += candidates.Count == 1 ? 1 : 0;
            bool matches = candidates.Any(c =>
                row.After(c.Contact, updates.Merge.IncludeUnsubscribed) is { } wished && Same(wished, write.After, row)
            );
            Expect(
                matches || told,
                row.Number,
                $"({result}) wrote\n{write.After.ToJsonString()}\nand not, of {candidates.Count},\n{string.Join("\n", candidates.Select(c => row.After(c.Contact, updates.Merge.IncludeUnsubscribed)?.ToJsonString() ?? "nothing"))}"
            );
        }

        private void CheckResult(ModelRow row, UpdateResult result, ModelWrite[] writes)
        {
            ModelState[] seen = [.. service.All];
            bool unwritten = writes.Length == 0;
            switch (result.Outcome)
            {
                case UpdateOutcome.Updated:
                    Expect(!unwritten, row.Number, $"says Updated and nothing was written ({result.Reason})");
                    break;
                case UpdateOutcome.Created:
                    Expect(
                        writes.Length == 1 && writes[0].Before is null,
                        row.Number,
                        $"says Created and {writes.Length} writes took effect"
                    );
                    break;
                case UpdateOutcome.Unchanged:
                    Expect(unwritten, row.Number, "says Unchanged and was written");
                    Expect(
                        seen.Any(s =>
                            row.After(s.Contact, includeUnsubscribed: true) is { } after
                            && MergeOracle.Essence(after) == MergeOracle.Essence(s.Contact)
                        ),
                        row.Number,
                        "says Unchanged of a contact that it had to change"
                    );
                    break;
                case UpdateOutcome.Suppressed:
                    Expect(unwritten, row.Number, $"says Suppressed and was written ({result.Reason})");
                    Expect(
                        seen.Any(static s => ModelRow.Permission(s.Contact) == "unsubscribed"),
                        row.Number,
                        "says Suppressed and nobody unsubscribed"
                    );
                    break;
                case UpdateOutcome.NotAttempted:
                    Expect(
                        unwritten && end is not null,
                        row.Number,
                        $"says NotAttempted, {writes.Length} writes, ended by {end?.ErrorId ?? "nothing"}"
                    );
                    break;
                case UpdateOutcome.Failed:
                    // If a contact appeared while the answer to its creation was lost, and others have changed it
                    // since, its creator is unknown.
                    bool isAnyones =
                        result.ErrorId == "CcConflict" && service.Others > 0 && writes is [{ Before: null }];
                    Expect(
                        unwritten || isAnyones || result.ErrorId == "CcMergeNotApplied",
                        row.Number,
                        $"says Failed ({result.ErrorId}: {result.Reason}) and was written"
                    );
                    Expect(
                        result.ErrorId == "CcMergeNotApplied" || RefusedBeforeAWrite.Contains(result.ErrorId),
                        row.Number,
                        $"failed with {result.ErrorId}: {result.Reason}"
                    );
                    break;
                case UpdateOutcome.Unknown:
                    Expect(service.Faults > 0, row.Number, $"says Unknown without a fault: {result.Reason}");
                    break;
                default:
                    Expect(false, row.Number, $"says {result.Outcome}");
                    break;
            }
        }

        private bool Same(JsonObject wished, JsonObject stored, ModelRow row)
        {
            // If the contact had no address, the service decides about every part except the new address.
            bool isFirst = wished["email_address"] is JsonObject { Count: 1 };
            return Essence(wished, row, isFirst) == Essence(stored, row, isFirst);
        }

        private string Essence(JsonObject contact, ModelRow row, bool isFirst)
        {
            var copy = (JsonObject)contact.DeepClone();
            if (isFirst)
            {
                copy["email_address"] = (string?)copy["email_address"]!["address"];
            }

            foreach (string name in new[] { "first_name", "last_name" })
            {
                if (Strips && (string?)copy[name] is { } text)
                {
                    copy[name] = text.Replace(".", "", StringComparison.Ordinal);
                }
            }

            return MergeOracle.EssenceWithNewNotes(copy, row.Wish);
        }

        private UpdateResult Result(long number) => results.Single(r => r.Row == number);

        private void Expect(bool isSo, long? row, string otherwise)
        {
            if (!isSo)
            {
                test._faults.Add($"CC_MODEL_SEED={seed}{(row is null ? "" : $", row {row}")}: {otherwise}");
            }
        }
    }

    private sealed class MemoryFile : IJournalFile
    {
        private readonly List<RowChange> _changes = [];

        public IReadOnlyList<string> Open() => [];

        public void Append(string line)
        {
            lock (_changes)
            {
                JsonObject json = JsonNode.Parse(line)!.AsObject();
                if (json.ContainsKey("write"))
                {
                    _changes.Add(RowChange.FromJson(json));
                }
            }
        }

        public long? LastRowAbout(string name)
        {
            lock (_changes)
            {
                return _changes
                    .LastOrDefault(c =>
                        c.ContactId == name
                        || (c.ContactId is null && string.Equals(c.Email, name, StringComparison.OrdinalIgnoreCase))
                    )
                    ?.Position;
            }
        }

        public void FlushToDisk() { }

        public void Dispose() { }
    }
}
