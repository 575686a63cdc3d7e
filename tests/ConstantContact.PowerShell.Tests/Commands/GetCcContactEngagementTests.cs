using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class GetCcContactEngagementTests : IAsyncLifetime
{
    // Two and a half years of weekly newsletters to an account whose members all joined on 1 January 2024.
    private const string Range = "-After 2024-01-01Z -Before 2026-05-01Z";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 300,
                IsFrozen = true,
                FrozenAt = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Contacts_come_down_the_pipeline_and_each_has_one_summary_that_adds_up()
    {
        ScriptResult result = _account.Run($"Get-CcContact -First 40 | Get-CcContactEngagement {Range}").Succeeded();

        Assert.Equal(40, result.Output.Count);
        foreach (PSObject engagement in result.Output)
        {
            PSObject[] mailings =
            [
                .. LanguagePrimitives
                    .GetEnumerable(engagement.Properties["Mailings"].Value)
                    .Cast<object>()
                    .Select(PSObject.AsPSObject),
            ];
            Assert.Equal(mailings.Count(m => Number(m, "Opens") > 0), Get<int>(engagement, "Opened"));
            Assert.Equal(mailings.Count(m => Number(m, "Clicks") > 0), Get<int>(engagement, "Clicked"));
            Assert.Equal(mailings.Count(m => Number(m, "Bounces") > 0), Get<int>(engagement, "Bounced"));
            Assert.Equal(mailings.Length, Get<int>(engagement, "Sent"));
            Assert.Equal(
                mailings.Where(m => Number(m, "Opens") > 0).Select(m => m.Properties["SentAt"].Value).FirstOrDefault(),
                engagement.Properties["LastOpened"].Value
            );
            Assert.Equal(
                mailings.Select(m => Get<DateTimeOffset>(m, "SentAt")).OrderDescending(),
                mailings.Select(m => Get<DateTimeOffset>(m, "SentAt"))
            );
        }

        Assert.Contains(result.Output, e => Get<int>(e, "Sent") > 100 && Get<int>(e, "Opened") == 0);
        Assert.Contains(result.Output, e => Get<int>(e, "Opened") > 80);
        Assert.Contains(result.Output, e => e.Properties["EmailAddress"].Value is "member1@example.com");
    }

    [Fact]
    public void Rates_are_one_request_for_each_contact_and_agree_with_the_summary()
    {
        PSObject[] summaries =
        [
            .. _account.Run($"Get-CcContact -First 20 | Get-CcContactEngagement {Range}").Succeeded().Output,
        ];
        int before = _account.Requests.Count;
        PSObject[] rates =
        [
            .. _account
                .Run($"Get-CcContact -First 20 | Get-CcContactEngagement -Report Rates {Range}")
                .Succeeded()
                .Output,
        ];

        Assert.Equal(before + 21, _account.Requests.Count);
        Assert.All(
            summaries.Zip(rates),
            pair =>
            {
                Assert.Equal(pair.First.Properties["ContactId"].Value, pair.Second.Properties["ContactId"].Value);
                Assert.Equal(pair.First.Properties["EmailAddress"].Value, pair.Second.Properties["EmailAddress"].Value);
                int sent = Get<int>(pair.First, "Sent");
                Assert.Equal(sent, Get<long>(pair.Second, "Mailings"));
                Assert.Equal(
                    sent == 0 ? 0 : (double)Get<int>(pair.First, "Opened") / sent,
                    Get<double>(pair.Second, "OpenRate"),
                    0.0001
                );
                Assert.Equal(
                    sent == 0 ? 0 : (double)Get<int>(pair.First, "Clicked") / sent,
                    Get<double>(pair.Second, "ClickRate"),
                    0.0001
                );
            }
        );
    }

    [Fact]
    public void Details_are_streamed_page_by_page_and_the_newest_come_first()
    {
        PSObject[] all =
        [
            .. _account
                .Run($"Get-CcContactEngagement member1@example.com -Report Details -After 2024-01-01Z")
                .Succeeded()
                .Output,
        ];
        Assert.Equal(
            Math.Ceiling(all.Length / 100.0),
            _account.Requests.Count(r => r.Path.EndsWith("activity_details", StringComparison.Ordinal))
        );
        DateTimeOffset[] times = [.. all.Select(a => Get<DateTimeOffset>(a, "CreatedAt"))];
        Assert.True(all.Length > 100);
        Assert.Equal(times.OrderDescending(), times);
        Assert.All(all, a => Assert.Equal("member1@example.com", a.Properties["EmailAddress"].Value));

        string id = (string)all[0].Properties["ContactId"].Value;
        int before = _account.Requests.Count;
        Assert.Single(
            _account
                .Run(
                    "param($id) Get-CcContactEngagement $id -Report Details -After 2024-01-01Z -Before 2026-05-01Z | Select-Object -First 1",
                    id
                )
                .Succeeded()
                .Output
        );
        Assert.Equal(before + 1, _account.Requests.Count);
    }

    [Fact]
    public void Details_can_be_chosen_by_type_and_time_and_no_page_is_read_that_is_too_old()
    {
        string id = _account
            .Run("Get-CcContact member1@example.com")
            .Succeeded()
            .Output[0]
            .Properties["ContactId"]
            .Value.ToString()!;
        int before = _account.Requests.Count;
        PSObject[] some =
        [
            .. _account
                .Run(
                    "param($id) Get-CcContactEngagement $id -Report Details -ActivityType EM_SENDS, em_opens -After 2026-03-01Z",
                    id
                )
                .Succeeded()
                .Output,
        ];

        Assert.NotEmpty(some);
        Assert.Equal(before + 1, _account.Requests.Count);
        Assert.Equal(
            ["em_opens", "em_sends"],
            some.Select(a => (string)a.Properties["ActivityType"].Value)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            some,
            a =>
                Assert.True(
                    Get<DateTimeOffset>(a, "CreatedAt") >= new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)
                )
        );
    }

    [Fact]
    public void A_deleted_contact_is_found_by_its_address_and_an_unknown_one_is_an_error_of_its_own()
    {
        string deleted = _account.State.Contacts.First(c =>
            c["deleted_at"] is not null && c["email_address"] is not null
        )["email_address"]!["address"]!.ToString();
        ScriptResult result = _account.Run(
            $"'nobody@example.com', '{deleted}', 'no address', '1618ae62-4752-11e9-9c8a-fa163e6b01c1' | Get-CcContactEngagement"
        );

        Assert.Equal(deleted, Assert.Single(result.Output).Properties["EmailAddress"].Value);
        Assert.Equal(
            ["CcNotFound", "CcInvalidValue", "CcNotFound"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0])
        );
        Assert.Equal("nobody@example.com", result.Errors[0].TargetObject);
    }

    [Theory]
    [InlineData("-After 2026-05-01 -Before 2026-04-01", "-After")]
    [InlineData("-Report Rates -After 2018-01-01 -Before 2026-04-01", "5 years")]
    [InlineData("-ActivityType em_opens", "-Report Details")]
    public void Values_that_the_service_would_refuse_are_not_sent(string parameters, string said)
    {
        ErrorRecord error = _account
            .Run($"Get-CcContactEngagement member1@example.com {parameters}")
            .FailedWith("CcInvalidValue");

        Assert.Contains(
            said,
            error.ErrorDetails.Message + error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Empty(_account.Requests);
    }

    [Fact]
    public void Without_the_privilege_it_says_which_one()
    {
        _account.Emulator.Options.Privileges.Remove("ui:campaign:metrics");

        ErrorRecord error = _account.Run("Get-CcContactEngagement member1@example.com").FailedWith("CcForbidden");
        Assert.Contains(
            "ui:campaign:metrics",
            error.ErrorDetails.Message + error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Contains(
            _account.Run("Test-CcConnection -For Get-CcContactEngagement").Output,
            c => $"{c.Properties["Message"].Value}".Contains("ui:campaign:metrics", StringComparison.Ordinal)
        );
    }

    private static T Get<T>(PSObject item, string property) => Assert.IsType<T>(item.Properties[property].Value);

    private static long Number(PSObject item, string property) => Get<long>(item, property);
}
