using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Api;

public sealed class OverwriteTests
{
    private static readonly string[] ReadOnly = ["list_id", "updated_at"];

    private static readonly Dictionary<string, string> NoRenames = [];

    [Fact]
    public void Members_that_are_not_named_are_sent_back_unchanged_including_unknown_ones()
    {
        var current = Parse(
            """{"list_id":"x","name":"Old","description":"d","favorite":true,"mystery":{"a":[1]},"updated_at":"2024-01-01"}"""
        );

        Overwrite overwrite = Overwrite.Of(current, ReadOnly, new Dictionary<string, JsonNode?> { ["name"] = "New" });

        Assert.Equal(
            """{"name":"New","description":"d","favorite":true,"mystery":{"a":[1]}}""",
            overwrite.Body.ToJsonString()
        );
        Assert.True(overwrite.IsChange);
        Assert.Equal("  name               \"Old\" → \"New\"\n", overwrite.Describe());
    }

    [Fact]
    public void The_same_value_is_no_change() =>
        Assert.False(
            Overwrite
                .Of(Parse("""{"name":"Old"}"""), ReadOnly, new Dictionary<string, JsonNode?> { ["name"] = "Old" })
                .IsChange
        );

    [Fact]
    public void A_member_that_is_reset_is_left_out_as_the_contract_takes_no_null()
    {
        Overwrite overwrite = Overwrite.Of(
            Parse("""{"name":"Old","description":"d"}"""),
            ReadOnly,
            new Dictionary<string, JsonNode?> { ["description"] = null }
        );

        Assert.Equal("""{"name":"Old"}""", overwrite.Body.ToJsonString());
        Assert.True(overwrite.IsChange);
        Assert.False(
            Overwrite
                .Of(Parse("""{"name":"Old"}"""), ReadOnly, new Dictionary<string, JsonNode?> { ["description"] = null })
                .IsChange
        );
    }

    [Fact]
    public void An_answer_that_shows_another_value_is_reported()
    {
        Overwrite overwrite = Overwrite.Of(
            Parse("""{"name":"Old","favorite":true}"""),
            ReadOnly,
            new Dictionary<string, JsonNode?> { ["name"] = "New" }
        );

        Assert.Contains(
            "favorite",
            Assert.Single(overwrite.Differences(Parse("""{"name":"New","favorite":false}"""))),
            StringComparison.Ordinal
        );
        Assert.Empty(overwrite.Differences(Parse("""{"name":"New"}""")));
    }

    [Fact]
    public void Choices_keep_their_ids_and_only_the_named_ones_change()
    {
        var field = Parse(
            """{"choices":[{"choice_id":1,"choice_label":"S","display_order":1,"created_at":"x"},{"choice_id":2,"choice_label":"M","display_order":2},{"choice_id":3,"choice_label":"L","display_order":3}]}"""
        );

        JsonArray choices = FieldChoices.Changed(
            field,
            ["XL", "s"],
            ["m"],
            new Dictionary<string, string> { ["L"] = "Large" }
        );

        Assert.Equal(
            """[{"choice_id":1,"choice_label":"S","display_order":1},{"choice_id":3,"choice_label":"Large","display_order":3},{"choice_label":"XL","display_order":4}]""",
            choices.ToJsonString()
        );
    }

    [Fact]
    public void An_unknown_choice_is_an_error_with_those_that_there_are()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            FieldChoices.Changed(Parse("""{"choices":[{"choice_id":1,"choice_label":"S"}]}"""), [], ["XS"], NoRenames)
        );

        Assert.Contains("'S'", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
