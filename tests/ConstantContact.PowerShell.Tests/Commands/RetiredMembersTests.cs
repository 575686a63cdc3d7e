using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Members that the vendor's contract no longer names in bodies. The module sends them back, as long-running programs
/// do: a service that matches entries by their ids would lose them otherwise. If the service refuses them, the error
/// names them and nothing changes.
/// </summary>
public sealed class RetiredMembersTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(20);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("accept", null)]
    [InlineData("reject", "CcInvalidRequest")]
    public void Ids_of_phones_and_addresses_are_kept_or_the_refusal_names_them(string value, string? error)
    {
        _account.Emulator.Options.Switches["entry-ids"] = value;
        JsonObject before = _account.State.GetContact("member0@example.com")!;

        ScriptResult result = _account.Run("Update-CcContact member0@example.com -FirstName Zoë");

        JsonObject after = _account.State.GetContact("member0@example.com")!;
        Assert.True(JsonNode.DeepEquals(before["phone_numbers"], after["phone_numbers"]));
        Assert.Equal(error is null ? "Zoë" : "Ada", (string?)after["first_name"]);
        if (error is not null)
        {
            Assert.Contains(
                "phone_numbers[0][phone_number_id] is not a known member",
                result.FailedWith(error).Exception.Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("accept", null)]
    [InlineData("reject", "CcInvalidRequest")]
    public void Type_and_metadata_of_a_field_are_kept_or_the_refusal_names_them(string value, string? error)
    {
        _account.Emulator.Options.Switches["field-put-members"] = value;

        ScriptResult result = _account.Run("Set-CcCustomField 'Yearly fee' -Label 'Annual fee'");

        JsonObject field = _account.State.CustomFields.Single(f => (string?)f["type"] == "currency");
        Assert.Equal("USD", (string?)field["metadata"]!["currency_code"]);
        Assert.Equal(error is null ? "Annual fee" : "Yearly fee", (string?)field["label"]);
        if (error is not null)
        {
            Assert.Contains(
                "type is not a known member",
                result.FailedWith(error).Exception.Message,
                StringComparison.Ordinal
            );
        }
    }
}
