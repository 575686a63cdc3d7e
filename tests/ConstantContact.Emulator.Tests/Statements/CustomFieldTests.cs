using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class CustomFieldTests : EmulatorTest
{
    [Theory]
    [InlineData("string")]
    [InlineData("date")]
    [InlineData("datetime")]
    [InlineData("single_select")]
    [InlineData("multi_select")]
    [InlineData("currency")]
    [InlineData("text_area")]
    [InlineData("number")]
    [InlineData("boolean")]
    public async Task S30_Field_of_every_type_is_created_and_read(string type)
    {
        var body = new JsonObject { ["label"] = "A field", ["type"] = type };
        if (type.EndsWith("select", StringComparison.Ordinal))
        {
            body["choices"] = new JsonArray(
                new JsonObject { ["choice_label"] = "one", ["display_order"] = 2 },
                new JsonObject { ["choice_label"] = "two" }
            );
            body["metadata"] = new JsonObject { ["display_type"] = "dropdown" };
        }

        var created = (await Client.PostAsync("/contact_custom_fields", body)).Is(201).Object;
        Assert.Equal(type, (string)created["type"]!);
        Assert.True(
            JsonNode.DeepEquals(
                created,
                (await Client.GetAsync($"/contact_custom_fields/{(string)created["custom_field_id"]!}")).Is(200).Json
            )
        );
        if (created["choices"] is JsonArray choices)
        {
            Assert.Equal("one,two", Names(choices, "choice_label"));
            Assert.Equal(2, choices.Select(c => (int)c!["choice_id"]!).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("number", "{}", "-1", 400)]
    [InlineData("number", """{"allow_negative":true}""", "-1", 200)]
    [InlineData("number", """{"integer":true}""", "1.5", 400)]
    [InlineData("number", """{"decimal_places":2}""", "1.25", 200)]
    [InlineData("number", """{"decimal_places":2}""", "1.255", 400)]
    [InlineData("currency", """{"currency_code":"EUR","decimal_places":2}""", "19.90", 200)]
    [InlineData("currency", """{"currency_code":"EUR"}""", "-19.90", 400)]
    public async Task S30_Metadata_rules_what_numbers_a_field_takes(
        string type,
        string metadata,
        string value,
        int status
    )
    {
        var field = await Client.AddAsync(
            "/contact_custom_fields",
            new JsonObject
            {
                ["label"] = "n",
                ["type"] = type,
                ["metadata"] = JsonNode.Parse(metadata),
            }
        );
        var id = await Client.AddContactAsync("a@example.com");
        var body = Bare();
        body["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = field, ["value"] = value });
        (await Client.PutAsync($"/contacts/{id}", body)).Is(status);
    }

    [Fact]
    public async Task S30_Choices_left_out_of_a_put_are_gone_and_kept_ones_keep_their_ids()
    {
        var body = new JsonObject
        {
            ["label"] = "Size",
            ["type"] = "single_select",
            ["choices"] = new JsonArray(
                new JsonObject { ["choice_label"] = "S" },
                new JsonObject { ["choice_label"] = "M" }
            ),
        };
        var field = (await Client.PostAsync("/contact_custom_fields", body)).Is(201).Object;
        var path = $"/contact_custom_fields/{(string)field["custom_field_id"]!}";
        var first = field["choices"]![0]!["choice_id"]!;
        var changed = new JsonObject
        {
            ["label"] = "Size",
            ["choices"] = new JsonArray(
                new JsonObject { ["choice_id"] = first.DeepClone(), ["choice_label"] = "Small" },
                new JsonObject { ["choice_label"] = "L" }
            ),
        };
        var after = (await Client.PutAsync(path, changed)).Is(200).Object;
        Assert.Equal("Small,L", Names(after["choices"], "choice_label"));
        Assert.True(JsonNode.DeepEquals(first, after["choices"]![0]!["choice_id"]));
        Assert.Empty(
            (await Client.PutAsync(path, new JsonObject { ["label"] = "Size" })).Is(200).Object["choices"]!.AsArray()
        );
    }

    [Theory]
    [InlineData("dropdown", 100)]
    [InlineData("radio", 20)]
    [InlineData("checkbox", 20)]
    public async Task S30_Choices_at_their_maximum_pass_and_one_more_is_400(string display, int maximum)
    {
        foreach (var (count, status) in new[] { (maximum + 1, 400), (maximum, 201) })
        {
            var choices = new JsonArray([
                .. Enumerable.Range(0, count).Select(i => new JsonObject { ["choice_label"] = $"c{i}" }),
            ]);
            var body = new JsonObject
            {
                ["label"] = "x",
                ["type"] = "multi_select",
                ["metadata"] = new JsonObject { ["display_type"] = display },
                ["choices"] = choices,
            };
            (await Client.PostAsync("/contact_custom_fields", body)).Is(status);
        }
    }

    [Fact]
    public async Task S30_Date_field_has_a_version_and_only_the_second_knows_real_dates()
    {
        var id = await Client.AddContactAsync("a@example.com");
        foreach (var (version, status) in new[] { (1, 200), (2, 400) })
        {
            var field = await Client.AddAsync(
                "/contact_custom_fields",
                new JsonObject
                {
                    ["label"] = $"d{version}",
                    ["type"] = "date",
                    ["version"] = version,
                }
            );
            var body = Bare();
            body["custom_fields"] = new JsonArray(
                new JsonObject { ["custom_field_id"] = field, ["value"] = "some day" }
            );
            (await Client.PutAsync($"/contacts/{id}", body)).Is(status);
        }
    }
}
