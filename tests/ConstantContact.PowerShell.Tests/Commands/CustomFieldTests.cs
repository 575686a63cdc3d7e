using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class CustomFieldTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 50,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Fields_come_by_label_name_wildcard_id_and_type()
    {
        Assert.Equal("Shirt size", Assert.Single(Names("Get-CcCustomField shirt_SIZE")));
        Assert.Equal(
            ["Member number", "Member since", "Membership"],
            Names("Get-CcCustomField Member*").Order(StringComparer.Ordinal)
        );
        Assert.Contains("Shirt size", Names("Get-CcCustomField -Type single_select"));
        Assert.Equal(
            ["Shirt size"],
            Names($"Get-CcCustomField -CustomFieldId {Field("Shirt size")["custom_field_id"]}")
        );
        _account.Run("Get-CcCustomField Memberships").FailedWith("CcUnknownName");
    }

    [Theory]
    [InlineData("string", "", """{"label":"F","type":"string"}""")]
    [InlineData("text_area", "", """{"label":"F","type":"text_area"}""")]
    [InlineData("boolean", "", """{"label":"F","type":"boolean"}""")]
    [InlineData(
        "date",
        "-DisplayFormat DD.MM.YYYY",
        """{"label":"F","type":"date","version":2,"metadata":{"display_format":"DD.MM.YYYY"}}"""
    )]
    [InlineData("datetime", "-Version 1", """{"label":"F","type":"datetime","version":1}""")]
    [InlineData(
        "number",
        "-Integer -AllowNegative",
        """{"label":"F","type":"number","metadata":{"allow_negative":true,"integer":true}}"""
    )]
    [InlineData(
        "currency",
        "-CurrencyCode usd -DecimalPlaces 2",
        """{"label":"F","type":"currency","metadata":{"currency_code":"USD","decimal_places":2}}"""
    )]
    [InlineData(
        "single_select",
        "-Choice A,B -DisplayType radio",
        """{"label":"F","type":"single_select","metadata":{"display_type":"radio"},"choices":[{"choice_label":"A","display_order":1},{"choice_label":"B","display_order":2}]}"""
    )]
    [InlineData(
        "multi_select",
        "-Choice A",
        """{"label":"F","type":"multi_select","choices":[{"choice_label":"A","display_order":1}]}"""
    )]
    public void Every_type_is_created_with_its_options(string type, string more, string body)
    {
        PSObject field = Assert.Single(_account.Run($"New-CcCustomField F {type} {more}").Succeeded().Output);

        Assert.Equal(body, Assert.Single(_account.Writes).Body);
        Assert.Equal(type, field.Properties["Type"].Value);
    }

    [Theory]
    [InlineData("New-CcCustomField F single_select")]
    [InlineData("New-CcCustomField F string -Choice A")]
    [InlineData("New-CcCustomField F single_select -Choice A, 'a '")]
    [InlineData("New-CcCustomField F number -Version 2")]
    [InlineData("New-CcCustomField F multi_select -Choice (1..21) -DisplayType checkbox")]
    [InlineData("Set-CcCustomField Membership -AddChoice A")]
    public void Incompatible_arguments_are_refused_before_a_write(string script)
    {
        _account.Run(script).FailedWith("CcInvalidValue");

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void A_change_keeps_choices_metadata_and_their_ids()
    {
        JsonObject before = Field("Shirt size");

        _account.Run("Set-CcCustomField 'Shirt size' -Label 'T-shirt size'").Succeeded();

        JsonObject after = Field("T-shirt size");
        Assert.Equal(Choices(before), Choices(after));
        Assert.Equal(before["metadata"]?.ToJsonString(), after["metadata"]?.ToJsonString());
    }

    [Fact]
    public void Choices_are_added_renamed_and_after_a_question_removed()
    {
        string[] before = Choices(Field("Shirt size"));
        PSObject field = Assert.Single(
            _account
                .Run("Set-CcCustomField 'Shirt size' -AddChoice Huge -RenameChoice @{ S = 'Small' } -PassThru")
                .Succeeded()
                .Output
        );
        Assert.Contains("Huge", field.Properties["Choices"].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal(before.Length + 1, Choices(Field("Shirt size")).Length);

        _account.Host.Ui.Answer("No");
        _account.Run("Set-CcCustomField 'Shirt size' -RemoveChoice M").Succeeded();
        Assert.Single(_account.Writes);
        _account.Run("Set-CcCustomField 'Shirt size' -RemoveChoice M -Force").Succeeded();
        Assert.DoesNotContain(Choices(Field("Shirt size")), c => c.EndsWith(":M", StringComparison.Ordinal));
        _account.Run("Set-CcCustomField 'Shirt size' -RemoveChoice Gigantic").FailedWith("CcUnknownName");
    }

    [Fact]
    public void Field_that_others_changed_during_the_question_is_not_overwritten()
    {
        using ModuleHost other = ModuleHost.Lend();
        _account.Connect(other);
        _account.Host.Ui.WhileAsked = () => other.Run("Set-CcCustomField 'Shirt size' -AddChoice Huge").Succeeded();
        _account.Host.Ui.Answer("Yes");

        _account.Run("Set-CcCustomField 'Shirt size' -RemoveChoice M").FailedWith("CcConflict");

        Assert.Contains(Choices(Field("Shirt size")), c => c.EndsWith(":M", StringComparison.Ordinal));
        Assert.Contains(Choices(Field("Shirt size")), c => c.EndsWith(":Huge", StringComparison.Ordinal));
    }

    [Fact]
    public void State_that_already_exists_takes_no_write()
    {
        _account.Run("Set-CcCustomField 'Shirt size' -Label 'Shirt size' -AddChoice M").Succeeded();

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void One_field_is_deleted_at_once_and_several_together()
    {
        PSObject one = Assert.Single(
            _account.Run("Remove-CcCustomField 'Shirt size' -Confirm:$false -PassThru").Succeeded().Output
        );
        _account.Run("Get-CcCustomField Member* | Remove-CcCustomField -Confirm:$false").Succeeded();

        Assert.Equal(1L, one.Properties["Done"].Value);
        Assert.Equal(["DELETE", "POST"], _account.Writes.Select(r => r.Method));
        Assert.DoesNotContain(
            _account.State.CustomFields,
            f => ((string)f["label"]!).StartsWith("Member", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void WhatIf_shows_the_requests_and_sends_none()
    {
        Assert.Contains(
            "POST /v3/contact_custom_fields\n{\"label\":\"F\"",
            _account.Run("New-CcCustomField F -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "DELETE /v3/contact_custom_fields/",
            _account.Run("Remove-CcCustomField Membership -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "POST /v3/activities/custom_fields_delete",
            _account.Run("Get-CcCustomField Member* | Remove-CcCustomField -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "PUT /v3/contact_custom_fields/",
            _account.Run("Set-CcCustomField Membership -Label X -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Empty(_account.Writes);
    }

    private string[] Names(string script) => [.. _account.Run(script).Succeeded().Output.Select(o => o.ToString()!)];

    private JsonObject Field(string label) => _account.State.CustomFields.Single(f => (string?)f["label"] == label);

    private static string[] Choices(JsonObject field) =>
        [.. field["choices"]!.AsArray().Select(c => $"{c!["choice_id"]}:{c["choice_label"]}")];
}
