using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Persistence;

/// <summary>An account in a folder: every answered change is there again, whatever happened to the process.</summary>
public sealed class KeptAccountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, long.MaxValue)]
    [InlineData(300, long.MaxValue)]
    [InlineData(300, 4_000)]
    [InlineData(0, 1)]
    public async Task Account_comes_back_as_it_was_after_any_changes(int members, long compactAt)
    {
        foreach (var seed in Enumerable.Range(1, 4))
        {
            using var folder = new TemporaryFolder();
            await using var emulator = await StartAsync(folder, members, compactAt);
            using var client = new Client(emulator);
            await new RandomChanges(emulator, client, _time, seed).RunAsync(60);
            using var left = folder.Copy();
            await using var again = await StartAsync(left, members, compactAt);
            Assert.Equal(Comparable(emulator), Comparable(again), StringComparer.Ordinal);

            // And it goes on from there the same way.
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(Comparable(emulator), Comparable(again), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Queued_job_runs_though_the_process_died_before_its_time()
    {
        await using var emulator = await StartAsync(_folder);
        using var client = new Client(emulator);
        var list = await client.AddListAsync("News");
        var started = await client.PostAsync(
            "/activities/contacts_json_import",
            new JsonObject
            {
                ["import_data"] = new JsonArray(new JsonObject { ["email"] = "a@example.com", ["first_name"] = "A" }),
                ["list_ids"] = new JsonArray(list),
            }
        );
        var id = (string)started.Is(201).Object["activity_id"]!;
        using var left = _folder.Copy();
        await using var again = await StartAsync(left);
        Assert.Null(again.State.GetContact("a@example.com"));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("A", (string)again.State.GetContact("a@example.com")!["first_name"]!);
        Assert.Equal(
            "completed",
            (string)again.State.Activities.Single(a => (string)a["activity_id"]! == id)["state"]!
        );
        Assert.Equal(
            emulator.State.GetContact("a@example.com")!.ToJsonString(),
            again.State.GetContact("a@example.com")!.ToJsonString()
        );
    }

    [Fact]
    public async Task Torn_end_is_cut_off_at_every_byte_and_nothing_before_it_is_lost()
    {
        var answers = new List<(long Length, string State)>();
        await using (var emulator = await StartAsync(_folder))
        {
            using var client = new Client(emulator);
            for (var i = 0; i < 3; i++)
            {
                await client.AddContactAsync($"m{i}@example.com");
                answers.Add((JournalOf(_folder).Length, emulator.State.Get().ToJsonString()));
            }
        }

        for (var length = answers[1].Length; length < answers[2].Length; length += 7)
        {
            using var torn = _folder.Copy();
            using (var file = JournalOf(torn).Open(FileMode.Open, FileAccess.Write))
            {
                file.SetLength(length);
            }

            await using var again = await StartAsync(torn);
            Assert.Equal(answers[1].State, again.State.Get().ToJsonString(), StringComparer.Ordinal);

            // Later records are written behind the last complete record and are found again.
            using var client = new Client(again);
            await client.AddContactAsync("next@example.com");
            using var left = torn.Copy();
            await using var third = await StartAsync(left);
            Assert.Equal(again.State.Get().ToJsonString(), third.State.Get().ToJsonString(), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Zeros_after_a_power_cut_are_a_torn_end_and_a_changed_byte_is_none()
    {
        await using (var emulator = await StartAsync(_folder))
        {
            using var client = new Client(emulator);
            await client.AddContactAsync("a@example.com");
            await client.AddContactAsync("b@example.com");
        }

        using var zeros = _folder.Copy();
        using (var file = JournalOf(zeros).Open(FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length + 4096);
        }

        await using (var again = await StartAsync(zeros))
        {
            Assert.Equal(2, again.State.ContactCount);
        }

        using (var file = JournalOf(_folder).Open(FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = 40;
            var was = file.ReadByte();
            file.Position = 40;
            file.WriteByte((byte)(was ^ 1));
        }

        var damaged = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(_folder));
        Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_written_snapshot_is_no_snapshot()
    {
        await using (var emulator = await StartAsync(_folder))
        {
            using var client = new Client(emulator);
            await client.AddContactAsync("a@example.com");
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "account.00000002.new"), "{\"seed\":");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "account.00000002.journal"), "");
        await using var again = await StartAsync(_folder);
        Assert.Equal(1, again.State.ContactCount);
    }

    [Fact]
    public async Task Folder_belongs_to_one_process_and_to_the_seed_it_was_begun_with()
    {
        await using (var emulator = await StartAsync(_folder, members: 10))
        {
            await Assert.ThrowsAsync<IOException>(() => StartAsync(_folder, members: 10));
        }

        await Assert.ThrowsAsync<FormatException>(() => StartAsync(_folder, members: 11));
        await using var without = await StartAsync(_folder);
        Assert.Equal(10, without.State.ContactCount);
        without.State.PutContact(new JsonObject { ["first_name"] = "A" });
        without.Reset();
        Assert.Equal(10, without.State.ContactCount);
    }

    [Fact]
    public async Task Clock_stays_advanced_and_options_are_those_of_the_start()
    {
        await using (var emulator = await StartAsync(_folder))
        {
            emulator.Clock.Advance(TimeSpan.FromHours(25));
            emulator.Options.Switches["name-periods"] = "strip";
            using var client = new Client(emulator);
            await client.AddContactAsync("a@example.com", more: b => b["first_name"] = "Fr. J");
        }

        await using var again = await StartAsync(_folder);
        Assert.Equal(_time.Now.AddHours(25), again.Clock.GetUtcNow());
        Assert.Equal("keep", again.Options.Switches["name-periods"]);
        Assert.Equal("Fr J", (string)again.State.GetContact("a@example.com")!["first_name"]!);
    }

    [SkippableFact]
    public async Task Files_and_folder_are_for_their_owner_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no modes.");
        var folder = Path.Combine(_folder.Path, "kept");
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { DataFolder = folder, Members = 10 }
        );
        emulator.State.PutContact(new JsonObject { ["first_name"] = "A" });
        var files = Directory.GetFiles(folder);
        Assert.Equal(3, files.Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(folder)
            );
            foreach (var file in files)
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Snapshots_take_the_place_of_long_journals()
    {
        await using (var emulator = await StartAsync(_folder, members: 50, compactAt: 2000))
        {
            using var client = new Client(emulator);
            for (var i = 0; i < 30; i++)
            {
                await client.AddContactAsync($"m{i}@example.com");
            }

            Assert.True(JournalOf(_folder).Length < 3000);
            Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
        }

        await using var again = await StartAsync(_folder, members: 50);
        Assert.Equal(80, again.State.ContactCount);
    }

    private static FileInfo JournalOf(TemporaryFolder folder) =>
        new(Directory.EnumerateFiles(folder.Path, "*.journal").Single());

    private Task<EmulatorHost> StartAsync(TemporaryFolder folder, int members = 0, long compactAt = long.MaxValue) =>
        EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = members,
                DataFolder = folder.Path,
                ActivityDuration = TimeSpan.FromSeconds(10),
                CompactAt = compactAt,
            },
            _time
        );

    private static string Comparable(EmulatorHost emulator) =>
        emulator.State.Get().ToJsonString() + emulator.Clock.GetUtcNow();

    /// <summary>Changes of every kind, some of which fail.</summary>
    private sealed class RandomChanges(EmulatorHost emulator, Client client, ManualTime time, int seed)
    {
        private readonly Random _random = new(seed);

        internal async Task RunAsync(int count)
        {
            var list = await client.AddListAsync("Begun with");
            for (var i = 0; i < count; i++)
            {
                if (_random.Next(3) > 0)
                {
                    time.Advance(TimeSpan.FromSeconds(_random.Next(4)));
                }

                await OneAsync(list, i);
            }
        }

        private async Task OneAsync(string list, int i)
        {
            var contacts = emulator.State.ContactCount;
            var any = contacts == 0 ? null : (string)emulator.State.ContactAt(_random.Next(contacts))["contact_id"]!;
            switch (_random.Next(16))
            {
                case 0 or 1 or 2:
                    await client.PostAsync(
                        "/contacts",
                        new JsonObject
                        {
                            ["create_source"] = "Account",
                            ["email_address"] = new JsonObject { ["address"] = $"new{_random.Next(40)}@example.com" },
                            ["notes"] = new JsonArray(new JsonObject { ["content"] = $"note {i}" }),
                            ["list_memberships"] = new JsonArray(list),
                        }
                    );
                    break;
                case 3 or 4 when any is not null:
                    await client.PutAsync(
                        $"/contacts/{any}",
                        new JsonObject
                        {
                            ["update_source"] = _random.Next(2) == 0 ? "Account" : "Nobody",
                            ["first_name"] = $"name {i}",
                            ["phone_numbers"] = new JsonArray(
                                new JsonObject { ["phone_number"] = "555", ["kind"] = "home" }
                            ),
                        }
                    );
                    break;
                case 5 when any is not null:
                    await client.DeleteAsync($"/contacts/{any}");
                    break;
                case 6:
                    await client.PostAsync("/contact_lists", new JsonObject { ["name"] = $"List {_random.Next(5)}" });
                    break;
                case 7:
                    await client.PostAsync(
                        "/contact_custom_fields",
                        new JsonObject
                        {
                            ["label"] = $"Field {_random.Next(5)}",
                            ["type"] = "single_select",
                            ["choices"] = new JsonArray(new JsonObject { ["choice_label"] = "x" }),
                        }
                    );
                    break;
                case 8:
                    await client.PostAsync("/contact_tags", new JsonObject { ["name"] = $"Tag {_random.Next(5)}" });
                    break;
                case 9 or 10:
                    if (_random.Next(3) == 0)
                    {
                        emulator.Faults.Add(
                            "POST /v3/activities/*",
                            _random.Next(2) == 0 ? FaultKind.ActivityFailed : FaultKind.ActivityLosesRows
                        );
                    }

                    await client.PostAsync(
                        "/activities/contacts_json_import",
                        new JsonObject
                        {
                            ["import_data"] = new JsonArray([
                                .. Enumerable
                                    .Range(0, 5)
                                    .Select(n =>
                                        (JsonNode?)
                                            new JsonObject
                                            {
                                                ["email"] = $"new{_random.Next(40)}@example.com",
                                                ["first_name"] = $"import {i} {n}",
                                            }
                                    ),
                            ]),
                            ["list_ids"] = new JsonArray(list),
                        }
                    );
                    break;
                case 11:
                    // Reads once, so that due jobs run now and not at the next change.
                    await client.GetAsync("/contacts?limit=1");
                    break;
                case 12:
                    await client.ControlAsync(
                        "PATCH",
                        "options",
                        $$"""{"switches":{"notes":"{{(_random.Next(2) == 0 ? "by-id" : "duplicate")}}"},"activity_duration":"00:00:0{{_random.Next(1, 10)}}"}"""
                    );
                    break;
                case 13:
                    await client.ControlAsync(
                        "POST",
                        "clock",
                        _random.Next(3) switch
                        {
                            0 => """{"freeze":true}""",
                            1 => """{"freeze":false}""",
                            _ => """{"advance":"00:00:05"}""",
                        }
                    );
                    break;
                case 14 when any is not null:
                    emulator.State.OptOut(any, "enough");
                    break;
                default:
                    switch (_random.Next(10))
                    {
                        case 0:
                            emulator.Reset();
                            await client.PostAsync("/contact_lists", new JsonObject { ["name"] = "Begun with" });
                            break;
                        case 1:
                            emulator.State.Put(emulator.State.Get());
                            break;
                        case 2:
                            emulator.CompleteActivities();
                            break;
                        default:
                            await client.PostAsync("/activities/contact_exports", new JsonObject());
                            break;
                    }

                    break;
            }
        }
    }
}
