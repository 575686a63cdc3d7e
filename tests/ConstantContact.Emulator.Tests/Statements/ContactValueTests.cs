using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>The values that a contact may have.</summary>
public sealed class ContactValueTests : FilledContactTest
{
    [Theory]
    [InlineData("first_name", 50)]
    [InlineData("last_name", 50)]
    [InlineData("job_title", 50)]
    [InlineData("company_name", 50)]
    [InlineData("phone_numbers/phone_number", 25)]
    [InlineData("street_addresses/street", 255)]
    [InlineData("street_addresses/city", 50)]
    [InlineData("street_addresses/state", 50)]
    [InlineData("street_addresses/postal_code", 50)]
    [InlineData("street_addresses/country", 50)]
    [InlineData("custom_fields/value", 255)]
    [InlineData("notes/content", 2000)]
    public async Task S25_Text_at_its_maximum_passes_and_one_more_is_400(string path, int maximum)
    {
        foreach (var (length, status) in new[] { (maximum, 200), (maximum + 1, 400) })
        {
            var body = await EchoOf(Id);
            var parts = path.Split('/');
            var target = parts.Length == 1 ? body : body[parts[0]]![0]!.AsObject();
            target[parts[^1]] = new string('x', length);
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(status);
        }
    }

    [Fact]
    public async Task S25_Address_of_81_characters_is_400()
    {
        foreach (var (length, status) in new[] { (80, 200), (81, 400) })
        {
            var body = Bare();
            body["email_address"] = new JsonObject
            {
                ["address"] = new string('x', length - "@example.com".Length) + "@example.com",
            };
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(status);
        }
    }

    [Theory]
    [InlineData("phone_numbers", 3)]
    [InlineData("street_addresses", 3)]
    [InlineData("custom_fields", 25)]
    [InlineData("notes", 150)]
    public async Task S25_Array_at_its_maximum_passes_and_one_more_is_400(string name, int maximum)
    {
        foreach (var (count, status) in new[] { (maximum, 200), (maximum + 1, 400) })
        {
            var body = await EchoOf(Id);
            var entry = body[name]![0]!;
            entry.AsObject().Remove("note_id");
            body[name] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => entry.DeepClone())]);
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(status);
        }
    }

    [Theory]
    [InlineData("list_memberships", "/contact_lists")]
    [InlineData("taggings", "/contact_tags")]
    public async Task S25_Fifty_memberships_pass_and_one_more_is_400(string name, string path)
    {
        var ids = new JsonArray();
        for (var i = 0; i < 51; i++)
        {
            ids.Add(await Client.AddAsync(path, new JsonObject { ["name"] = $"n{i}" }));
        }

        var body = Bare();
        body[name] = ids;
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(400);
        ids.RemoveAt(50);
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
    }

    [Fact]
    public async Task S25_Half_a_birthday_is_400()
    {
        var body = Bare();
        body["birthday_month"] = 4;
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(400);
        body["birthday_day"] = "5";
        Assert.Equal(5, (int)(await Client.PutAsync($"/contacts/{Id}", body)).Is(200).Object["birthday_day"]!);
    }

    [Theory]
    [InlineData("list_memberships")]
    [InlineData("taggings")]
    [InlineData("custom_fields")]
    public async Task S26_Unknown_id_in_a_body_is_400_and_named(string name)
    {
        const string Unknown = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";
        var body = Bare();
        body[name] =
            name == "custom_fields"
                ? new JsonArray(new JsonObject { ["custom_field_id"] = Unknown, ["value"] = "x" })
                : Texts(Unknown);
        Assert.Contains(
            Unknown,
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(400).Error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sms_channel_is_kept_when_omitted_refused_as_it_is_read_and_taken_as_it_is_written()
    {
        var read = (await Client.ContactAsync(Id))["sms_channel"]!;
        Assert.Equal(("1", "7815551212"), ((string)read["dial_code"]!, (string)read["sms_address"]!));
        var body = Bare();
        body["sms_channel"] = read.DeepClone();
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(400);
        body["sms_channel"] = Sms("17815551213");
        Assert.Equal(
            "7815551213",
            (string)(await Client.PutAsync($"/contacts/{Id}", body)).Is(200).Object["sms_channel"]!["sms_address"]!
        );
    }

    [Theory]
    [InlineData("number", "12.5", "twelve")]
    [InlineData("currency", "12.50", "$12")]
    [InlineData("boolean", "true", "yes")]
    [InlineData("datetime", "2026-05-04T09:00:00Z", "later")]
    public async Task Custom_field_value_must_fit_the_fields_type(string type, string good, string bad)
    {
        var field = await Client.AddFieldAsync("Typed", type);
        var body = Bare();
        body["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = field, ["value"] = bad });
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(400);
        body["custom_fields"]![0]!["value"] = good;
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
    }

    [Fact]
    public async Task Choices_are_given_by_id_and_a_single_select_has_one()
    {
        var field = (
            await Client.PostAsync(
                "/contact_custom_fields",
                new JsonObject
                {
                    ["label"] = "Size",
                    ["type"] = "single_select",
                    ["choices"] = new JsonArray(
                        new JsonObject { ["choice_label"] = "S" },
                        new JsonObject { ["choice_label"] = "M" }
                    ),
                }
            )
        ).Is(201).Object;
        var ids = field["choices"]!.AsArray().Select(c => c!["choice_id"]!.ToJsonString()).ToArray();
        foreach (var (given, status) in new[] { (Texts(ids[0]), 200), (Texts(ids), 400), (Texts("999"), 400) })
        {
            var body = Bare();
            body["custom_fields"] = new JsonArray(
                new JsonObject { ["custom_field_id"] = (string)field["custom_field_id"]!, ["choice_ids"] = given }
            );
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(status);
        }

        Assert.Equal(ids[0], (string)(await Client.ContactAsync(Id))["custom_fields"]![0]!["choice_ids"]![0]!);
    }
}
