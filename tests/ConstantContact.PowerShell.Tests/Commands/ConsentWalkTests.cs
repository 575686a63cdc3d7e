using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Promise 2: whatever is done to an account, in any order, no contact is restored and no permission rises unless a
/// switch requests it. <c>CC_CONSENT_STEPS=20000</c> makes the walk a long one.
/// </summary>
public sealed class ConsentWalkTests : IAsyncLifetime
{
    private const int Batch = 20;

    private static readonly string[] Rising =
    [
        "unsubscribed",
        "not_set",
        "temp_hold",
        "pending_confirmation",
        "implicit",
        "explicit",
    ];

    private readonly Random _random = new(20261125);
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 500,
                ActivityDuration = TimeSpan.Zero,
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void No_contact_is_restored_and_no_permission_rises_without_the_switch()
    {
        int steps = CampaignSize.Of("CC_CONSENT_STEPS", 240);
        Dictionary<string, Standing> before = Standings();
        int written = 0;
        for (int step = 0; step < steps; step += Batch)
        {
            string[] emails =
            [
                .. _account.State.Contacts.Select(c => (string?)c["email_address"]?["address"]).OfType<string>(),
            ];
            for (int i = _random.Next(3); i > 0; i--)
            {
                string left = Pick(emails);
                _account.State.OptOut(left);
                Standing was = before[Id(left)];
                before[Id(left)] = was with
                {
                    Permission = "unsubscribed",
                    OptOutDate = (string?)_account.State.GetContact(left)!["email_address"]!["opt_out_date"],
                };
            }

            var script = new StringBuilder();
            HashSet<string> signedUp = new(StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < Batch; i++)
            {
                script.AppendLine(Step(emails, signedUp));
            }

            // Most steps fail or are held back, which is the point; the writes of the others are counted below.
            _account.Run($"$ConfirmPreference = 'None'; $WarningPreference = 'SilentlyContinue'\n{script}");
            Dictionary<string, Standing> after = Standings();
            foreach ((string id, Standing now) in after)
            {
                if (before.TryGetValue(id, out Standing? was))
                {
                    Check(was, now, signedUp.Contains(now.Email), script);
                }
            }

            before = after;
            written += _account.Writes.Count;
            _account.Emulator.Requests.Clear();
        }

        Assert.True(written > steps / 10, $"only {written} writes in {steps} steps: the walk stands still");
    }

    private static void Check(Standing was, Standing now, bool signedUp, StringBuilder script)
    {
        Assert.False(was.IsDeleted && !now.IsDeleted, $"{now.Email} was revived by one of\n{script}");
        bool rose = Array.IndexOf(Rising, now.Permission) > Array.IndexOf(Rising, was.Permission);
        bool bySwitch = signedUp && was is { IsDeleted: false } && was.Permission != "unsubscribed";
        Assert.True(
            !rose || bySwitch,
            $"{now.Email} rose from {was.Permission} to {now.Permission} by one of\n{script}"
        );
        Assert.True(
            was.Permission != "unsubscribed" || was.OptOutDate == now.OptOutDate,
            $"the opt-out of {now.Email} moved by one of\n{script}"
        );
    }

    /// <summary>
    /// A step that a user might take, with switches that restore no contact. A tenth of the steps are mistakes.
    /// </summary>
    private string Step(string[] emails, HashSet<string> signedUp)
    {
        string who = Pick(emails);
        string text = $"T{_random.Next(1000)}";
        switch (_random.Next(14))
        {
            case 0:
                return $"Update-CcContact '{who}' -JobTitle {text}";
            case 1:
                return $"Update-CcContact '{who}' -AddToList 'Spring news', Members -Force";
            case 2:
                return $"Update-CcContact '{who}' -JobTitle {text} -IncludeUnsubscribed -AddToList Members";
            case 3:
                return $"Update-CcContact '{who}' -PermissionToSend {Pick(["explicit", "implicit"])} -Force";
            case 4:
                return $"Update-CcContact '{who}' -Clear job_title, birthday -Replace -Force";
            case 5:
                return $"[pscustomobject]@{{ email = '{who}'; company_name = '{text}'; add_to_lists = 'Members' }} | Update-CcContact -CreateMissing";
            case 6:
                return $"New-CcContact '{who}' -FirstName {text} -AddToList Members";
            case 7:
                return $"[pscustomobject]@{{ email = '{who}'; job_title = '{text}' }}, [pscustomobject]@{{ email = '{Pick(emails)}'; job_title = '{text}' }} | Import-CcContactBulk -List Members -NoWait -DuplicateAction Last";
            case 8:
                return $"[pscustomobject]@{{ email = '{who}'; job_title = '{text}' }} | Import-CcContactBulk -List Members -NoWait -IncludeUnsubscribed";
            case 9:
                return $"Register-CcContact '{who}' -List Members";
            case 10:
                signedUp.Add(who);
                return $"Register-CcContact '{who}' -List Members -ConsentReference form";
            case 11:
                return $"Request-CcResubscription '{who}' -List Members";
            case 12:
                return $"Remove-CcContact '{who}'";
            default:
                return $"Get-CcContact '{who}' | Update-CcContact -NewEmailAddress 'w{_random.Next(100_000)}@example.com'";
        }
    }

    private string Pick(string[] of) => of[_random.Next(of.Length)];

    private string Id(string email) => (string)_account.State.GetContact(email)!["contact_id"]!;

    private Dictionary<string, Standing> Standings() =>
        _account
            .State.Contacts.Where(c => c["email_address"] is not null)
            .ToDictionary(
                c => (string)c["contact_id"]!,
                c => new Standing(
                    (string)c["email_address"]!["address"]!,
                    c["deleted_at"] is not null,
                    (string?)c["email_address"]!["permission_to_send"],
                    (string?)c["email_address"]!["opt_out_date"]
                ),
                StringComparer.Ordinal
            );

    private sealed record Standing(string Email, bool IsDeleted, string? Permission, string? OptOutDate);
}
