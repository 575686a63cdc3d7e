using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>
/// The definition of a custom field: to create it, and to change its choices without losing values of contacts.
/// </summary>
public sealed class CustomFieldTests
{
    private static readonly string[] None = [];
    private static readonly Dictionary<string, string> NoNames = [];

    private static JsonObject Sizes =>
        JsonNode
            .Parse(
                """
                {"choices":[
                  {"choice_id":1,"choice_label":"Small","display_order":1,"created_at":"2020-01-01","updated_at":"2020-01-01","custom_field_id":"f"},
                  {"choice_id":2,"choice_label":"Gone","display_order":9,"deleted_at":"2021-01-01"},
                  {"choice_id":3,"choice_label":" Large ","display_order":4,"deleted_at":null}]}
                """
            )!
            .AsObject();

    [Fact]
    public void Choices_keep_their_ids_and_lose_the_members_of_the_service()
    {
        Assert.Equal(
            """[{"choice_id":1,"choice_label":"Small","display_order":1},{"choice_id":3,"choice_label":" Large ","display_order":4}]""",
            FieldChoices.Changed(Sizes, None, None, NoNames).ToJsonString()
        );
    }

    [Fact]
    public void Choices_are_removed_renamed_and_added_in_this_order()
    {
        var changed = FieldChoices.Changed(
            Sizes,
            ["Medium", "HUGE", "medium"],
            ["SMALL"],
            new Dictionary<string, string> { ["large"] = "Huge" }
        );

        Assert.Equal(
            """[{"choice_id":3,"choice_label":"Huge","display_order":4},{"choice_label":"Medium","display_order":5}]""",
            changed.ToJsonString()
        );
    }

    [Fact]
    public void First_choices_are_numbered_from_one()
    {
        Assert.Equal(
            """[{"choice_label":"A","display_order":1},{"choice_label":"B","display_order":2}]""",
            FieldChoices.Changed([], ["A", "B"], None, NoNames).ToJsonString()
        );
        Assert.Equal(
            """[{"choice_label":"A","display_order":1},{"choice_label":"B","display_order":2}]""",
            FieldChoices.New(["A", "B"]).ToJsonString()
        );
    }

    [Fact]
    public void Choice_may_be_renamed_to_its_own_name_in_another_case_but_not_to_that_of_another()
    {
        var e = Assert.Throws<InvalidInputException>(() =>
            FieldChoices.Changed(Sizes, None, None, new Dictionary<string, string> { ["Small"] = "LARGE" })
        );

        Assert.Contains("'LARGE'", e.Message, StringComparison.Ordinal);
        Assert.Equal(
            "SMALL",
            (string?)
                FieldChoices.Changed(Sizes, None, None, new Dictionary<string, string> { ["small"] = "SMALL" })[0]![
                    "choice_label"
                ]
        );
    }

    [Theory]
    [InlineData("Gone")]
    [InlineData("Tiny")]
    public void Choice_that_the_field_does_not_have_is_refused_with_those_it_has(string label)
    {
        var removed = Assert.Throws<InvalidInputException>(() => FieldChoices.Changed(Sizes, None, [label], NoNames));
        var renamed = Assert.Throws<InvalidInputException>(() =>
            FieldChoices.Changed(Sizes, None, None, new Dictionary<string, string> { [label] = "x" })
        );

        Assert.All(new[] { removed, renamed }, e => Assert.Equal("CcUnknownName", e.ErrorId));
        Assert.Contains($"'{label}'. It has: 'Small', ' Large '.", removed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string", null, """{"label":"L","type":"string"}""")]
    [InlineData("date", null, """{"label":"L","type":"date","version":2}""")]
    [InlineData("datetime", 1, """{"label":"L","type":"datetime","version":1}""")]
    public void Body_of_a_new_field_has_label_type_and_version(string type, int? version, string body) =>
        Assert.Equal(
            body,
            new NewCustomField
            {
                Label = "L",
                Type = type,
                Version = version,
            }
                .ToBody()
                .ToJsonString()
        );

    [Fact]
    public void Body_of_a_new_field_has_every_setting_that_was_given()
    {
        var number = new NewCustomField
        {
            Label = "L",
            Type = "number",
            DisplayType = "text",
            DisplayFormat = "0.0",
            CurrencyCode = "USD",
            DecimalPlaces = 2,
            AllowNegative = false,
            Integer = true,
        };
        var select = new NewCustomField
        {
            Label = "L",
            Type = "single_select",
            Choices = ["A"],
        };

        Assert.Equal(
            """{"label":"L","type":"number","metadata":{"display_type":"text","display_format":"0.0","currency_code":"USD","decimal_places":2,"allow_negative":false,"integer":true}}""",
            number.ToBody().ToJsonString()
        );
        Assert.Equal(
            """{"label":"L","type":"single_select","choices":[{"choice_label":"A","display_order":1}]}""",
            select.ToBody().ToJsonString()
        );
    }

    [Theory]
    [InlineData("single_select", null, null, "needs choices")]
    [InlineData("string", null, 1, "has none")]
    [InlineData("multi_select", "checkbox", 21, "at most 20")]
    [InlineData("single_select", "radio", 21, "at most 20")]
    [InlineData("single_select", "dropdown", 101, "at most 100")]
    public void Choices_that_do_not_fit_the_field_are_refused(string type, string? display, int? count, string message)
    {
        var field = new NewCustomField
        {
            Label = "L",
            Type = type,
            DisplayType = display,
            Choices = count is { } n ? Labels(n) : null,
        };

        Assert.Contains(
            message,
            Assert.Throws<InvalidInputException>(() => field.ToBody()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("checkbox", 20)]
    [InlineData("radio", 20)]
    [InlineData("dropdown", 100)]
    [InlineData(null, 100)]
    public void As_many_choices_as_a_field_can_have_are_sent(string? display, int count) =>
        Assert.Equal(count, new NewCustomField
            {
                Label = "L",
                Type = "multi_select",
                DisplayType = display,
                Choices = Labels(count),
            }.ToBody()["choices"]!.AsArray().Count);

    [Fact]
    public void Choice_given_twice_and_a_version_without_a_date_are_refused()
    {
        var twice = Assert.Throws<InvalidInputException>(() =>
            new NewCustomField
            {
                Label = "L",
                Type = "single_select",
                Choices = ["A", "B", " a "],
            }.ToBody()
        );
        var version = Assert.Throws<InvalidInputException>(() =>
            new NewCustomField
            {
                Label = "L",
                Type = "string",
                Version = 2,
            }.ToBody()
        );

        Assert.Contains("twice", twice.Message, StringComparison.Ordinal);
        Assert.Contains("a string field has none", version.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Labels(int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"choice {i}")];
}
