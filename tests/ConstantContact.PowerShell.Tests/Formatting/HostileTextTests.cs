using System;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Formatting;

/// <summary>
/// The service, or a person who filled in a form, sends control sequences for terminals. None of them appears in any
/// stream or view.
/// </summary>
public sealed class HostileTextTests : IAsyncLifetime
{
    private const string Evil = "\u001b[2J\u0007x\u009b31m\u202Ey\u2066z\r\nFORGED: line\u0085\u007f";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync();
        JsonObject contact = JsonNode
            .Parse("""{"email_address":{"address":"evil@example.com","permission_to_send":"implicit"}}""")!
            .AsObject();
        foreach (string member in new[] { "first_name", "last_name", "job_title", "company_name" })
        {
            contact[member] = Evil;
        }

        contact["notes"] = new JsonArray(
            new JsonObject { ["content"] = Evil, ["created_at"] = "2026-01-01T00:00:00Z" }
        );
        contact["phone_numbers"] = new JsonArray(new JsonObject { ["kind"] = "home", ["phone_number"] = Evil[..25] });
        contact["street_addresses"] = new JsonArray(
            new JsonObject
            {
                ["kind"] = "home",
                ["street"] = Evil,
                ["city"] = Evil,
            }
        );
        _account.Plant(contact.ToJsonString());
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("Get-CcContact evil@example.com | Format-Table | Out-String -Width 300")]
    [InlineData("Get-CcContact evil@example.com | Format-List | Out-String -Width 300")]
    [InlineData("\"$(Get-CcContact evil@example.com)\"")]
    [InlineData(
        "\"$((Get-CcContact evil@example.com).Notes)$((Get-CcContact evil@example.com).StreetAddresses)$((Get-CcContact evil@example.com).PhoneNumbers)\""
    )]
    [InlineData("Update-CcContact evil@example.com -JobTitle New -WhatIf -Verbose")]
    [InlineData("Update-CcContact evil@example.com -Clear phone_numbers, notes, job_title -WhatIf")]
    [InlineData(
        "Update-CcContact evil@example.com -JobTitle New -Verbose -PassThru | Format-List | Out-String -Width 300"
    )]
    [InlineData("Update-CcContact evil@example.com -JobTitle Newer -PassThru | Format-Table | Out-String -Width 300")]
    public void Data_of_contacts_come_out_clean(string script) => AssertClean(_account.Run(script));

    [Fact]
    public void Errors_come_out_clean()
    {
        _account.Plant(
            $$"""{"email_address":{"address":"gone@example.com","permission_to_send":"implicit"},"deleted_at":"2026-01-01"}"""
        );
        ScriptResult result = _account.Run(
            "param($evil) Update-CcContact evil@example.com -AddTag $evil -Verbose; Update-CcContact evil@example.com -CustomField @{ $evil = 'x' }; New-CcContact evil@example.com -FirstName $evil; Get-CcContact -List $evil",
            Evil
        );

        Assert.NotEmpty(result.Errors);
        AssertClean(result);
    }

    [Fact]
    public void Data_stay_as_they_are() =>
        Assert.Equal(Evil, _account.Run("(Get-CcContact evil@example.com).FirstName").Succeeded().Single<string>());

    private static void AssertClean(ScriptResult result)
    {
        string[] shown =
        [
            .. result.Output.Select(o => o.ToString()),
            .. result
                .Errors.SelectMany(e =>
                    new[]
                    {
                        e.ToString(),
                        e.ErrorDetails?.Message,
                        e.Exception.Message,
                        e.ErrorDetails?.RecommendedAction,
                    }
                )
                .OfType<string>(),
            .. new[] { result.Terminating?.Message }.OfType<string>(),
            .. result.Verbose,
            .. result.Warnings,
            .. result.Debug,
            .. result.Screen,
            .. result.Prompts.Select(p => p.Message),
            .. result.Progress.Select(p => $"{p.Activity} {p.StatusDescription}"),
        ];
        Assert.NotEmpty(shown);
        foreach (string text in shown)
        {
            // The table's own colours are the host's.
            string plain = System.Text.RegularExpressions.Regex.Replace(
                text,
                @"\x1b\[[0-9;]*m",
                "",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
            byte[] bytes = Encoding.UTF8.GetBytes(plain);
            Assert.DoesNotContain(bytes, b => b is (< 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t')) or 0x7f);
            Assert.DoesNotContain(
                plain,
                c =>
                    c
                        is (>= '\u0080' and <= '\u009f')
                            or (>= '\u202a' and <= '\u202e')
                            or (>= '\u2066' and <= '\u2069')
                            or '\u2028'
                            or '\u2029'
            );
            Assert.DoesNotContain(
                plain.Split('\n'),
                line => line.TrimStart().StartsWith("FORGED", StringComparison.Ordinal)
            );
        }
    }
}
