using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;
using ConstantContact.TestData;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Every cell of docs/consent.md through every door of its cmdlet: address, id, live object, an object from before the
/// contact left (as it was and deserialized), row; imports also from a file and with -Stream; and where a run was
/// interrupted, or a question stood, while the contact left. The cells and what they say are read from the document;
/// this class only knows how to ask.
/// </summary>
public sealed class ConsentDoorTests(ConsentDoorTests.Account shared) : IClassFixture<ConsentDoorTests.Account>
{
    private const string List = "L1";

    /// <summary>All switches with all of their parts; else, of each door, none and one that a cell names.</summary>
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CC_CONSENT_DOORS") == "all";

    private static readonly string[] Doors = ["address", "id", "live", "stale", "deserialized", "row"];
    private static readonly string[] Weak = ["not_set", "temp_hold", "pending_confirmation"];

    private readonly EmulatedAccount _account = shared.Emulated;

    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (string operation in ConsentMatrix.Cells.Select(c => c.Operation).Distinct(StringComparer.Ordinal))
        {
            foreach (string way in WaysOf(operation))
            {
                ways.Add(operation, way);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cells_of_an_operation_hold_through_this_door(string operation, string way)
    {
        ConsentMatrix.Cell[] cells = [.. ConsentMatrix.Cells.Where(c => c.Operation == operation)];
        int turn = Array.IndexOf([.. WaysOf(operation)], way);
        foreach (string[] given in SwitchesOf(cells, turn))
        {
            Who[] people = [.. cells.Where(c => Applies(c, way)).Select(c => Plant(c, turn))];
            ScriptResult result = Ask(operation, way, given, people);
            foreach (Who who in people)
            {
                Check(
                    who,
                    given,
                    result,
                    $"{who.Cell} through {way} with {string.Join(" ", given)}",
                    isFresh: !way.StartsWith("resumed", StringComparison.Ordinal) || Goes(people, given)
                );
            }
        }
    }

    [Fact]
    public void Every_cell_of_the_document_is_asked_through_at_least_one_door()
    {
        string[] asked =
        [
            .. ConsentMatrix.Cells.Where(c => WaysOf(c.Operation).Any(w => Applies(c, w))).Select(c => c.ToString()),
        ];

        // A missing contact cannot have opted out of SMS.
        Assert.Equal(
            ConsentMatrix
                .Cells.Select(c => c.ToString())
                .Where(c => c != "Import-CcContactBulk -SmsPermission Explicit, left by SMS × nobody"),
            asked
        );
    }

    private static IEnumerable<string> WaysOf(string operation) =>
        operation.Split(' ')[0] switch
        {
            "Update-CcContact" => [.. Doors, "resumed"],
            "New-CcContact" or "Register-CcContact" => ["address", "row"],
            "Import-CcContactBulk" =>
            [
                "row",
                "live",
                "stale",
                "deserialized",
                "file",
                "row -Stream",
                "stale -Stream",
                "file -Stream",
                "resumed",
                "resumed -Stream",
                "asked",
                "asked -Stream",
            ],
            "Request-CcResubscription" => Doors,
            "Restore-CcContact" or "Add-CcListMember" => [.. Doors, "resumed", "asked"],
            _ => throw new InvalidOperationException($"This test does not know how to ask {operation}."),
        };

    /// <summary>There is no object of an unknown contact, and an open question cannot change one.</summary>
    private static bool Applies(ConsentMatrix.Cell cell, string way) =>
        cell.State != "nobody"
        || (
            way.Split(' ')[0] is "address" or "row" or "file"
            && !cell.Operation.Contains("SMS", StringComparison.Ordinal)
        );

    /// <summary>None, all that a cell names, and each of those with one missing.</summary>
    private static IEnumerable<string[]> SwitchesOf(ConsentMatrix.Cell[] cells, int turn)
    {
        string[][] whole =
        [
            .. cells.Select(c => c.Switches).Where(s => s.Length > 0).DistinctBy(Text, StringComparer.Ordinal),
        ];
        return IsLong
                ? whole
                    .SelectMany(s => s.Select(missing => s.Where(other => other != missing).ToArray()).Append(s))
                    .Append([])
                    .DistinctBy(Text, StringComparer.Ordinal)
            : whole.Length == 0
                ?
                [
                    [],
                ]
            :
            [
                [],
                whole[turn % whole.Length],
            ];

        static string Text(string[] switches) => string.Join(" ", switches.Order(StringComparer.Ordinal));
    }

    private Who Plant(ConsentMatrix.Cell cell, int weak)
    {
        string email = $"who{++shared.Number}@example.com";
        if (cell.State == "nobody")
        {
            return new Who(cell, email, null, null);
        }

        JsonObject contact = JsonNode
            .Parse(
                $$"""{"email_address":{"address":"{{email}}","permission_to_send":"implicit"},"first_name":"Old"}"""
            )!
            .AsObject();
        if (cell.Operation.Contains("SMS", StringComparison.Ordinal))
        {
            contact["sms_channel"] = JsonNode.Parse(
                $$"""{"sms_address":"{{Number(email)}}","dial_code":"1","country_code":"US","sms_channel_consents":[{"sms_consent_permission":"explicit","consent_type":"promotional_sms"}]}"""
            );
        }

        string permission = cell.State switch
        {
            "weak" => Weak[weak % Weak.Length],
            "deleted" => "implicit",
            "deleted, unsubscribed" => "unsubscribed",
            var other => other,
        };
        bool wasDeleted = cell.Operation.StartsWith("Restore", StringComparison.Ordinal);
        if (wasDeleted)
        {
            contact["deleted_at"] = "2026-11-01T00:00:00Z";
        }

        string id = _account.Plant(contact.ToJsonString());
        return new Who(
            cell,
            email,
            id,
            () =>
                _account.State.ChangeContact(
                    id,
                    c =>
                    {
                        c.Remove("deleted_at");
                        if (c["sms_channel"]?["sms_channel_consents"]?[0] is { } consent)
                        {
                            consent["sms_consent_permission"] = "unsubscribed";
                        }

                        JsonObject address = c["email_address"]!.AsObject();
                        address["permission_to_send"] = permission;
                        if (permission == "unsubscribed")
                        {
                            address["opt_out_source"] = "Account";
                            address["opt_out_date"] = "2026-01-01T00:00:00Z";
                        }

                        if (cell.State.StartsWith("deleted", StringComparison.Ordinal))
                        {
                            c["deleted_at"] = "2026-11-01T00:00:00Z";
                            c["list_memberships"] = new JsonArray();
                        }
                    }
                )
        );
    }

    /// <summary>
    /// Gives all of them to one command, after their states have changed since the objects were read.
    /// </summary>
    private ScriptResult Ask(string operation, string way, string[] given, Who[] people)
    {
        string[] words = way.Split(' ');
        string[] ids = [.. people.Select(w => w.Id).OfType<string>()];
        _account
            .Run(
                "$global:stale = @($args[0] | ForEach-Object { Get-CcContact -ContactId $_ }); $global:plain = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($stale))",
                (object)ids
            )
            .Succeeded();
        bool isImport = operation.StartsWith("Import", StringComparison.Ordinal);
        bool isRow =
            isImport || operation.Split(' ')[0] is "Update-CcContact" or "New-CcContact" or "Register-CcContact";
        string row =
            operation.Contains("SMS", StringComparison.Ordinal)
                ? "[pscustomobject]@{ email = $_; job_title = 'New'; sms_number = $sms[$_]; sms_consent_date = '2025-01-02' }"
            : isRow ? "[pscustomobject]@{ email = $_; job_title = 'New' }"
            : "[pscustomobject]@{ email = $_ }";
        string objects = words[0] switch
        {
            "id" => "$ids",
            "live" => "@($ids | ForEach-Object { Get-CcContact -ContactId $_ })",
            "stale" => "$stale",
            "deserialized" => "$plain",
            "address" => "$emails",
            _ => $"@($emails | ForEach-Object {{ {row} }})",
        };
        if (isImport && words[0] is ("live" or "stale" or "deserialized"))
        {
            objects = $"@({objects} | ForEach-Object EmailAddress | ForEach-Object {{ {row} }})";
        }

        bool givesRows = words[0] is "row" or "file" or "resumed" or "asked" || isImport;
        string command = CommandOf(operation, given, givesRows) + (words.Contains("-Stream") ? " -Stream" : "");
        string script = $"param($emails, $ids, $sms, $file) $given = {objects}; ";
        string file = Path.Combine(Path.GetTempPath(), $"cc-door-{Guid.NewGuid():N}.csv");
        object[] arguments =
        [
            people.Select(w => w.Email).ToArray(),
            ids,
            people.ToDictionary(w => w.Email, w => Number(w.Email), StringComparer.Ordinal),
            file,
        ];
        switch (words[0])
        {
            case "resumed":
                // The first write is refused, which ends the run. The contacts opt out meanwhile. Then the same command
                // goes on.
                command += $" -RunId door{Guid.NewGuid():N}";
                _account.Emulator.Faults.Add(
                    new FaultRule
                    {
                        Match = "P* /v3/*",
                        Fault = FaultKind.Unauthorized,
                        Times = 0,
                    }
                );
                ScriptResult first = _account.Run($"{script}$given | {command} -Confirm:$false", arguments);
                _account.Emulator.Faults.Clear();
                Assert.True(
                    !Goes(people, given)
                        || first.Errors.Any(e =>
                            e.FullyQualifiedErrorId.StartsWith("CcAuthenticationFailed,", StringComparison.Ordinal)
                        ),
                    string.Join("; ", first.Errors)
                );
                break;
            case "asked":
                // A command that is refused before its question writes nothing, and no contact has opted out.
                foreach (Who who in people.Where(w => w.Id is not null))
                {
                    who.Before = _account.State.GetContact(who.Id!);
                }

                int asked = 0;
                _account.Host.Ui.WhileAsked = () =>
                {
                    if (asked++ == 0)
                    {
                        Leave(people);
                    }
                };
                _account.Host.Ui.Answer("Yes");
                ScriptResult answered = _account.Run($"{script}$given | {command} -Confirm", arguments);
                _account.Host.Ui.WhileAsked = null;
                Assert.True(asked == 1 || answered.Errors.Count > 0, $"asked {asked} times");
                return answered;
            case "file":
                script += "$given | Export-Csv -LiteralPath $file -NoTypeInformation; ";
                command += " -Path $file";
                break;
        }

        Leave(people);
        ScriptResult result = _account.Run(
            words[0] == "file" ? $"{script}{command} -Confirm:$false" : $"{script}$given | {command} -Confirm:$false",
            arguments
        );
        File.Delete(file);
        return result;
    }

    private static string CommandOf(string operation, string[] given, bool givesRows)
    {
        string[] words = operation.Replace(", left by SMS", "", StringComparison.Ordinal).Split(' ');
        string switches = string.Concat(
            given.Select(g =>
                g switch
                {
                    "-ConsentReference" => " -ConsentReference 'form 7'",
                    "-AddToList" => $" -AddToList {List}",
                    _ => " " + g,
                }
            )
        );
        string plain = string.Join(" ", words)
            .Replace("-AddToList", $"-AddToList {List}", StringComparison.Ordinal)
            .Replace("-List", $"-List {List}", StringComparison.Ordinal);
        return plain
            + switches
            + words[0] switch
            {
                "Import-CcContactBulk" => $" -List {List} -NoWait",
                "Register-CcContact" or "Request-CcResubscription" => $" -List {List}",
                "Restore-CcContact" => " -NoWait",
                "Add-CcListMember" => $" -List {List} -NoWait -Force",
                "New-CcContact" => givesRows ? "" : " -JobTitle New",
                "Update-CcContact" => givesRows ? " -Force" : " -JobTitle New -Force",
                _ => "",
            };
    }

    /// <summary>
    /// Tells whether the first attempt, before the contacts change, comes to a write. Contacts that it refuses are
    /// settled then.
    /// </summary>
    private static bool Goes(Who[] people, string[] given)
    {
        string state = people[0].Cell.Operation.StartsWith("Restore", StringComparison.Ordinal)
            ? "deleted"
            : "implicit";
        ConsentMatrix.Cell cell = people.Single(w => w.Cell.State == state).Cell;
        return cell.Result == "go" && cell.Switches.All(given.Contains);
    }

    private void Leave(Who[] people)
    {
        foreach (Who who in people.Where(w => w.Id is not null))
        {
            who.Leave!();
            who.Before = _account.State.GetContact(who.Id!);
        }
    }

    private static string Number(string email) => $"617555{email[3..].Split('@')[0].PadLeft(4, '0')}";

    private void Check(Who who, string[] given, ScriptResult result, string name, bool isFresh)
    {
        ConsentMatrix.Cell cell = who.Cell;
        JsonObject? after = _account.State.GetContact(who.Id ?? who.Email);
        bool all = cell.Switches.All(given.Contains);
        string[] errors =
        [
            .. result
                .Errors.Where(e => Names(e, who) || result.Errors.Count == 1 && e.TargetObject is null)
                .Select(e => e.FullyQualifiedErrorId.Split(',')[0]),
        ];
        string told =
            $"{name}\nerrors {string.Join("; ", result.Errors.Select(e => $"{e.FullyQualifiedErrorId}: {e}"))}\nbefore {who.Before?.ToJsonString()}\nafter {after?.ToJsonString()}";
        if (all && cell.Result is ("go" or "go, no list"))
        {
            if (!isFresh && JsonNode.DeepEquals(who.Before, after))
            {
                return;
            }

            Assert.True(errors.Length == 0 && IsDone(cell, given, after), told);
            bool joins =
                cell.Operation.Contains("-AddToList", StringComparison.Ordinal) || given.Contains("-AddToList");
            Assert.True(!joins || IsOnList(after!) == (cell.Result == "go" && ModelJoins(cell)), told);
            return;
        }

        // Nothing about this contact changed, whatever the message says.
        bool wasAsked = cell.Operation.StartsWith("Request", StringComparison.Ordinal) && IsAsked(after);
        Assert.True(!wasAsked && (who.Id is null ? after is null : JsonNode.DeepEquals(who.Before, after)), told);
        if (!isFresh || (given.Length > 0 && !all))
        {
            return;
        }

        string says = all ? cell.Result : cell.Plain;
        if (says.StartsWith("Cc", StringComparison.Ordinal))
        {
            Assert.True(errors is [var one] && one == says, told);
        }
        else if (says == "–")
        {
            Assert.True(errors is ["CcNotFound" or "CcConflict" or "CcConsentNeeded"], told);
        }
        else
        {
            Assert.True(errors.Length == 0, told);
        }
    }

    /// <summary>A contact that stays unsubscribed joins no list by an update.</summary>
    private static bool ModelJoins(ConsentMatrix.Cell cell) => cell.State != "unsubscribed";

    private bool IsDone(ConsentMatrix.Cell cell, string[] given, JsonObject? after)
    {
        string[] words = cell.Operation.Split(' ');
        if (after is null || (after["deleted_at"] is not null))
        {
            return false;
        }

        string? permission = (string?)after["email_address"]!["permission_to_send"];
        int wished = Array.IndexOf(words, "-PermissionToSend");
        return words[0] switch
        {
            "Update-CcContact" or "New-CcContact" => (string?)after["job_title"] == "New"
                && (
                    wished < 0
                    || permission == words[wished + 1]
                    || (cell.State == "unsubscribed" && permission == "unsubscribed")
                ),
            "Import-CcContactBulk" => (string?)after["job_title"] == "New",
            "Register-CcContact" or "Restore-CcContact" or "Add-CcListMember" => IsOnList(after),
            _ => IsAsked(after),
        };
    }

    private bool IsOnList(JsonObject contact) =>
        contact["list_memberships"]!.AsArray().Any(l => (string?)l == shared.ListId);

    private bool IsAsked(JsonObject? contact) =>
        contact is not null
        && _account.Writes.Any(w =>
            w.Path.EndsWith($"resubscribe/{(string)contact["contact_id"]!}", StringComparison.Ordinal)
        );

    private static bool Names(ErrorRecord error, Who who)
    {
        string text =
            $"{error} {error.TargetObject} {(error.TargetObject is PSObject o ? string.Join(" ", o.Properties.Select(p => p.Name is "email" or "EmailAddress" or "ContactId" ? p.Value : null)) : "")}";
        return text.Contains(who.Email, StringComparison.OrdinalIgnoreCase)
            || (who.Id is not null && text.Contains(who.Id, StringComparison.Ordinal));
    }

    /// <summary>One for all: each question is about contacts of its own.</summary>
    public sealed class Account : IAsyncLifetime
    {
        public EmulatedAccount Emulated { get; private set; } = null!;

        public string ListId { get; private set; } = "";

        /// <summary>Contacts so far.</summary>
        public int Number { get; set; }

        public async Task InitializeAsync()
        {
            Emulated = await EmulatedAccount.StartAsync(
                new EmulatorOptions
                {
                    Rate = 0,
                    Quota = 0,
                    ActivityDuration = TimeSpan.Zero,
                }
            );
            Emulated.Run($"New-CcList {List} | Out-Null").Succeeded();
            ListId = (string)Emulated.State.Lists[0]["list_id"]!;
        }

        public async Task DisposeAsync() => await Emulated.DisposeAsync();
    }

    private sealed record Who(ConsentMatrix.Cell Cell, string Email, string? Id, Action? Leave)
    {
        /// <summary>As it was once it had left.</summary>
        public JsonObject? Before { get; set; }
    }
}
