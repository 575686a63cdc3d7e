using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary><c>Get-CcContact -Changed</c>.</summary>
public sealed class GetCcContactChangedTests : IAsyncLifetime
{
    private const string Pull = "Get-CcContact -Changed -StateFile $args[0]";

    private readonly string _folder = Directory.CreateTempSubdirectory("cc-pull").FullName;
    private EmulatedAccount _account = null!;

    private string StateFile => Path.Combine(_folder, "pull.state");

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.WithMembersAsync(0);
        for (int i = 0; i < 40; i++)
        {
            _account.Plant(
                $$"""{"email_address":{"address":"m{{i}}@example.com","permission_to_send":"implicit"},"first_name":"F{{i}}","created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-01T00:00:00Z"}"""
            );
        }

        // The youngest: what the cursor is taken from.
        _account.Plant(
            """{"email_address":{"address":"young@example.com","permission_to_send":"implicit"},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}"""
        );
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_first_pull_gives_all_contacts_and_the_next_one_none()
    {
        Assert.Equal(41, _account.Run(Pull, StateFile).Succeeded().Output.Count);
        int requests = _account.Requests.Count;

        Assert.Empty(_account.Run(Pull, StateFile).Succeeded().Output);
        Assert.Equal(requests + 2, _account.Requests.Count);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StateFile));
        }

        Assert.DoesNotContain("@example.com", File.ReadAllText(StateFile), StringComparison.Ordinal);
    }

    [Fact]
    public void An_opt_out_whose_updated_at_is_old_comes_once_and_a_change_once()
    {
        _account.Run(Pull, StateFile).Succeeded();
        _account.State.OptOut("m3@example.com", "enough");
        Touch("m4@example.com", "New");
        Assert.Equal("2024-01-01T00:00:00Z", (string?)_account.State.GetContact("m3@example.com")!["updated_at"]);

        Assert.Equal(
            ["m3@example.com unsubscribed", "m4@example.com changed"],
            _account
                .Run(Pull, StateFile)
                .Succeeded()
                .Output.Select(o => $"{o.Properties["EmailAddress"].Value} {o.Properties["Change"].Value}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Empty(_account.Run(Pull, StateFile).Succeeded().Output);
    }

    [Theory]
    [InlineData(Pull + " | Select-Object -First 1")]
    [InlineData("foreach ($once in 1) { " + Pull + " | & { process { break } } }")]
    [InlineData("try { " + Pull + " | & { process { throw 'the database is down' } } } catch { }")]
    public void A_consumer_that_did_not_take_everything_gets_it_all_again(string script)
    {
        _account.Run(Pull, StateFile).Succeeded();
        byte[] before = File.ReadAllBytes(StateFile);
        string[] changed = ["m1@example.com", "m2@example.com", "m5@example.com"];
        Array.ForEach(changed, email => Touch(email, "New"));

        _account.Run(script, StateFile);

        Assert.Equal(before, File.ReadAllBytes(StateFile));
        Assert.Equal(
            changed,
            _account
                .Run(Pull, StateFile)
                .Succeeded()
                .Output.Select(o => (string)o.Properties["EmailAddress"].Value)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_failure_on_the_way_leaves_the_cursor_where_it_was()
    {
        _account.Run(Pull, StateFile).Succeeded();
        Touch("m1@example.com", "New");
        _account.Emulator.Faults.Add("GET /v3/contacts", "unauthorized");

        _account.Run(Pull, StateFile).FailedWith("CcAuthenticationFailed");

        Assert.Single(_account.Run(Pull, StateFile).Succeeded().Output);
    }

    [Fact]
    public void A_full_pull_finds_changes_that_moved_no_date()
    {
        _account.Run(Pull, StateFile).Succeeded();
        string list = Guid.NewGuid().ToString();
        JsonObject state = _account.State.Get();
        state["lists"]!.AsArray().Add((JsonNode)new JsonObject { ["list_id"] = list, ["name"] = "Other" });
        JsonArray contacts = state["contacts"]!.AsArray();
        JsonNode Named(string email) => contacts.Single(c => (string?)c!["email_address"]!["address"] == email)!;
        Named("m1@example.com")["deleted_at"] = "2024-02-01T00:00:00Z";
        Named("m2@example.com")["list_memberships"] = new JsonArray(list);
        string vanished = (string)Named("m3@example.com")["contact_id"]!;
        contacts.Remove(Named("m3@example.com"));
        _account.State.Put(state);

        Assert.Empty(_account.Run(Pull, StateFile).Succeeded().Output);
        ScriptResult full = _account.Run($"{Pull} -Full", StateFile).Succeeded();

        Assert.Equal(
            ["deleted m1@example.com", "moved m2@example.com", $"vanished {vanished}"],
            full.Output.Select(o =>
                    $"{o.Properties["Change"].Value} {o.Properties["EmailAddress"]?.Value ?? o.Properties["ContactId"].Value}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Empty(_account.Run($"{Pull} -Full", StateFile).Succeeded().Output);
    }

    [Theory]
    [InlineData("Get-CcContact -Changed", "CcInvalidValue")]
    [InlineData("Get-CcContact -StateFile $args[0]", "CcInvalidValue")]
    [InlineData("Get-CcContact -Full", "CcInvalidValue")]
    [InlineData("Get-CcContact -Changed -StateFile $args[0] -Status all", "CcInvalidValue")]
    [InlineData("Get-CcContact -Changed -StateFile $args[0] -First 3", "CcInvalidValue")]
    [InlineData("Get-CcContact a@example.com -Changed -StateFile $args[0]", "CcInvalidValue")]
    [InlineData("Get-CcContact -Changed -StateFile $args[0] -Include notes", "CcStateFile")]
    public void Incompatible_arguments_are_refused_without_a_request(string script, string id)
    {
        _account.Run(Pull, StateFile).Succeeded();
        int requests = _account.Requests.Count;

        _account.Run(script, StateFile).FailedWith(id);

        Assert.Equal(requests, _account.Requests.Count);
    }

    [Fact]
    public void A_damaged_state_file_is_refused_and_kept()
    {
        _account.Run(Pull, StateFile).Succeeded();
        byte[] whole = File.ReadAllBytes(StateFile);
        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(StateFile, whole);

        _account.Run(Pull, StateFile).FailedWith("CcStateFile");

        Assert.Equal(whole, File.ReadAllBytes(StateFile));
    }

    [Fact]
    public void Copy_kept_by_pulls_that_break_off_occasionally_equals_the_account()
    {
        var random = new Random(7);
        Dictionary<string, string> copy = new(StringComparer.Ordinal);
        DateTimeOffset now = new(2026, 1, 1, 0, 5, 0, TimeSpan.Zero);
        int taken = 0;
        for (int round = 0; round < 40; round++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                string email = $"m{random.Next(40)}@example.com";

                // Some are written late: their stamps lie before what the last pull has seen.
                DateTimeOffset stamp = now - TimeSpan.FromMinutes(random.Next(9));
                if (random.Next(3) == 0)
                {
                    _account.State.ChangeContact(
                        email,
                        c =>
                            (c["email_address"]!["permission_to_send"], c["email_address"]!["opt_out_date"]) = (
                                "unsubscribed",
                                Text(stamp)
                            )
                    );
                }
                else
                {
                    Touch(email, $"R{round}", stamp);
                }
            }

            now += TimeSpan.FromMinutes(random.Next(1, 30));
            bool breaksOff = random.Next(3) == 0;
            ScriptResult result = _account
                .Run(breaksOff ? $"{Pull} | Select-Object -First 1" : Pull, StateFile)
                .Succeeded();
            foreach (var contact in result.Output)
            {
                copy[(string)contact.Properties["ContactId"].Value] =
                    $"{contact.Properties["FirstName"].Value} {contact.Properties["PermissionToSend"].Value}";
            }

            taken += breaksOff ? 0 : result.Output.Count;
            if (!breaksOff)
            {
                Assert.All(
                    _account.State.Contacts,
                    c =>
                        Assert.Equal(
                            $"{(string?)c["first_name"]} {(string?)c["email_address"]!["permission_to_send"]}",
                            copy[(string)c["contact_id"]!]
                        )
                );
            }
        }

        Assert.InRange(taken, 42, 41 + (40 * 4));
    }

    private static string Text(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Touch(string email, string name, DateTimeOffset? at = null) =>
        _account.State.ChangeContact(
            email,
            contact =>
            {
                contact["first_name"] = name;
                contact["updated_at"] = Text(at ?? _account.Emulator.Clock.GetUtcNow());
            }
        );
}
