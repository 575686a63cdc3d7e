using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class ContactWriteTests : EmulatorTest
{
    private string _list = null!;
    private string _tag = null!;
    private string _field = null!;
    private string _id = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
        _tag = await Client.AddTagAsync("vip");
        _field = await Client.AddFieldAsync("Level");
        _id = await Client.AddContactAsync("a@example.com", more: FillIn);
    }

    [Fact]
    public async Task S17_POST_answers_201_with_the_contact_and_what_was_sent()
    {
        var body = new JsonObject
        {
            ["create_source"] = "Account",
            ["first_name"] = "B",
            ["taggings"] = Texts(_tag),
        };
        var contact = (await Client.PostAsync("/contacts", body)).Is(201).Object;
        Assert.Equal("B", (string)contact["first_name"]!);
        Assert.Equal(_tag, (string)contact["taggings"]![0]!);
        Assert.False(contact.ContainsKey("notes"));
    }

    [Theory]
    [InlineData("all", true, true)]
    [InlineData("none", false, false)]
    [InlineData("sent", true, false)]
    public async Task S17_Sub_resources_of_the_answer_are_switchable(string value, bool sent, bool others)
    {
        Options.Switches["answer-subresources"] = value;
        var contact = (
            await Client.PostAsync(
                "/contacts",
                new JsonObject
                {
                    ["create_source"] = "Account",
                    ["first_name"] = "B",
                    ["taggings"] = Texts(_tag),
                }
            )
        ).Object;
        Assert.Equal((sent, others), (contact.ContainsKey("taggings"), contact.ContainsKey("notes")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S17_POST_of_a_taken_address_is_409_and_names_the_holder_even_a_deleted_one(bool deleted)
    {
        if (deleted)
        {
            (await Client.DeleteAsync($"/contacts/{_id}")).Is(204);
        }

        var body = new JsonObject
        {
            ["create_source"] = "Account",
            ["email_address"] = new JsonObject { ["address"] = "A@EXAMPLE.com" },
        };
        var error = (await Client.PostAsync("/contacts", body)).Is(409).Error;
        Assert.Equal(("contacts.api.conflict", $"Validation failed: Email already exists for contact {_id}"), error);
    }

    [Fact]
    public async Task S18_Put_nulls_omitted_core_members_and_keeps_omitted_subresources()
    {
        var before = await Client.ContactAsync(_id);
        (
            await Client.PutAsync(
                $"/contacts/{_id}",
                new JsonObject
                {
                    ["update_source"] = "Account",
                    ["last_name"] = "New",
                    ["job_title"] = " ",
                }
            )
        ).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.Equal("New", (string)after["last_name"]!);
        foreach (
            var name in new[]
            {
                "first_name",
                "job_title",
                "company_name",
                "birthday_month",
                "birthday_day",
                "anniversary",
            }
        )
        {
            Assert.True(before.ContainsKey(name));
            Assert.False(after.ContainsKey(name));
        }

        foreach (var name in Client.AllSubResources.Split(',').Append("sms_channel").Append("email_address"))
        {
            Assert.True(JsonNode.DeepEquals(before[name], after[name]), name);
        }
    }

    [Fact]
    public async Task S18_Put_nulls_omitted_subresources_too_by_the_forums_reading()
    {
        Options.Reading = ConstantContact.Emulator.Switches.Reading.Forum;
        (
            await Client.PutAsync(
                $"/contacts/{_id}",
                new JsonObject
                {
                    ["update_source"] = "Account",
                    ["email_address"] = new JsonObject { ["address"] = "a@example.com" },
                }
            )
        ).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.All(Client.AllSubResources.Split(','), name => Assert.Empty(after[name]!.AsArray()));
        Assert.False(after.ContainsKey("sms_channel"));
    }

    [Fact]
    public async Task S18_Put_replaces_a_sent_array_whole_and_an_empty_one_empties()
    {
        var second = await Client.AddListAsync("Other");
        var body = Bare();
        body["list_memberships"] = Texts(second);
        body["phone_numbers"] = new JsonArray();
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.Equal(second, (string)Assert.Single(after["list_memberships"]!.AsArray())!);
        Assert.Empty(after["phone_numbers"]!.AsArray());
    }

    [Fact]
    public async Task S18_Put_adds_a_sent_array_to_the_stored_one_when_switched()
    {
        Options.Switches["sent-array"] = "append";
        var second = await Client.AddListAsync("Other");
        var body = await EchoOf(_id);
        body["list_memberships"] = Texts(second);
        body["phone_numbers"]![0]!["phone_number"] = "changed";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.Equal(2, after["list_memberships"]!.AsArray().Count);
        Assert.Equal("555-0100,changed", Names(after["phone_numbers"], "phone_number"));
        Assert.Single(after["street_addresses"]!.AsArray());
    }

    [Fact]
    public async Task S18_Put_keeps_ids_of_recognised_entries_and_gives_new_ones_otherwise()
    {
        var before = await Client.ContactAsync(_id);
        var body = await EchoOf(_id);
        body["phone_numbers"]![0]!["phone_number"] = "555-0199";
        body["street_addresses"]![0]!.AsObject().Remove("street_address_id");
        body["notes"]!.AsArray().Insert(0, new JsonObject { ["content"] = "added" });
        Time.Advance(TimeSpan.FromMinutes(1));
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.Equal(
            (string)before["phone_numbers"]![0]!["phone_number_id"]!,
            (string)after["phone_numbers"]![0]!["phone_number_id"]!
        );
        Assert.Equal("2026-05-04T09:01:00Z", (string)after["phone_numbers"]![0]!["updated_at"]!);
        Assert.True(JsonNode.DeepEquals(before["street_addresses"], after["street_addresses"]));
        Assert.Equal("added,first note", Names(after["notes"], "content"));
        Assert.Equal((string)before["notes"]![0]!["note_id"]!, (string)after["notes"]![1]!["note_id"]!);
        body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0111", ["kind"] = "work" });
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        Assert.NotEqual(
            (string)before["phone_numbers"]![0]!["phone_number_id"]!,
            (string)(await Client.ContactAsync(_id))["phone_numbers"]![0]!["phone_number_id"]!,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task S18_Echoed_notes_are_stored_again_when_switched()
    {
        Options.Switches["notes"] = "duplicate";
        (await Client.PutAsync($"/contacts/{_id}", await EchoOf(_id))).Is(200);
        Assert.Equal("first note,first note", Names((await Client.ContactAsync(_id))["notes"], "content"));
    }

    [Fact]
    public async Task S18_Same_custom_field_twice_survives_an_echo()
    {
        Emulator.State.ChangeContact(
            _id,
            c =>
                c["custom_fields"] = new JsonArray(
                    new JsonObject { ["custom_field_id"] = _field, ["value"] = "one" },
                    new JsonObject { ["custom_field_id"] = _field, ["value"] = "two" }
                )
        );
        (await Client.PutAsync($"/contacts/{_id}", await EchoOf(_id))).Is(200);
        Assert.Equal("one,two", Names((await Client.ContactAsync(_id))["custom_fields"], "value"));
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("null")]
    [InlineData("reject")]
    public async Task S18_Put_without_email_address_is_switchable(string value)
    {
        Options.Switches["omitted-email"] = value;
        var answer = await Client.PutAsync($"/contacts/{_id}", Bare());
        if (value == "reject")
        {
            answer.Is(400);
            return;
        }

        answer.Is(200);
        Assert.Equal(value == "keep", (await Client.ContactAsync(_id)).ContainsKey("email_address"));
    }

    [Fact]
    public async Task S19_Read_only_and_unknown_members_are_ignored()
    {
        var before = await Client.ContactAsync(_id);
        var body = await EchoOf(_id);
        body["contact_id"] = Guid.Empty.ToString();
        body["created_at"] = "2001-01-01T00:00:00Z";
        body["create_source"] = "Contact";
        body["nonsense"] = 1;
        body["_links"] = new JsonObject();
        body["email_address"]!["opt_in_date"] = "2001-01-01T00:00:00Z";
        body["email_address"]!["confirm_status"] = "pending";
        body["email_address"]!["nonsense"] = 1;
        body["phone_numbers"]![0]!["created_at"] = "2001-01-01T00:00:00Z";
        body["phone_numbers"]![0]!["nonsense"] = 1;
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        before["update_source"] = "Account";
        Assert.True(JsonNode.DeepEquals(before, await Client.ContactAsync(_id)));
    }

    [Theory]
    [InlineData("keep", true, "stored", "stored")]
    [InlineData("keep", false, "stored", "stored")]
    [InlineData("null-if-omitted", true, "stored", "stored")]
    [InlineData("null-if-omitted", false, null, null)]
    public async Task S19_Stored_unknown_members_follow_the_switch(string value, bool sends, string? top, string? inner)
    {
        Options.Switches["unknown-members"] = value;
        Plant();
        var body = await EchoOf(_id);
        Assert.Equal("stored", (string)body["loyalty"]!);
        if (!sends)
        {
            body.Remove("loyalty");
            body["email_address"]!.AsObject().Remove("loyalty");
            body["phone_numbers"]![0]!.AsObject().Remove("loyalty");
        }

        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.Equal(top, (string?)after["loyalty"]);
        Assert.Equal(inner, (string?)after["email_address"]!["loyalty"]);
        Assert.Equal(inner, (string?)after["phone_numbers"]![0]!["loyalty"]);
    }

    [Fact]
    public async Task S19_Unknown_members_are_named_in_a_400_when_switched()
    {
        Options.Switches["unknown-members"] = "reject";
        Plant();
        var error = (await Client.PutAsync($"/contacts/{_id}", await EchoOf(_id))).Is(400).Error;
        Assert.Equal(
            "loyalty is not a known member, email_address[loyalty] is not a known member, phone_numbers[0][loyalty] is not a known member",
            error.Message
        );
    }

    [Fact]
    public async Task S20_Put_by_the_account_restores_a_deleted_contact_and_by_the_contact_is_400()
    {
        (await Client.DeleteAsync($"/contacts/{_id}")).Is(204);
        (await Client.PutAsync($"/contacts/{_id}", Bare("Contact"))).Is(400);
        var body = Bare();
        body["list_memberships"] = Texts(_list);
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        var after = await Client.ContactAsync(_id);
        Assert.False(after.ContainsKey("deleted_at"));
        Assert.Single(after["list_memberships"]!.AsArray());
    }

    [Fact]
    public async Task S21_Put_to_anothers_address_is_409_and_to_ones_own_in_another_case_is_not()
    {
        var other = await Client.AddContactAsync("b@example.com");
        var body = Bare();
        body["email_address"] = new JsonObject { ["address"] = "B@example.com", ["permission_to_send"] = "implicit" };
        Assert.Contains(
            other,
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(409).Error.Message,
            StringComparison.Ordinal
        );
        body["email_address"]!["address"] = "A@Example.com";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        Assert.Equal("A@Example.com", (string)(await Client.ContactAsync(_id))["email_address"]!["address"]!);
    }

    [Fact]
    public async Task S22_Unsubscribing_stamps_date_source_and_reason()
    {
        await Unsubscribe("Contact");
        var email = (await Client.ContactAsync(_id))["email_address"]!;
        Assert.Equal("2026-05-04T09:00:00Z", (string)email["opt_out_date"]!);
        Assert.Equal("Contact", (string)email["opt_out_source"]!);
        Assert.Equal("too many", (string)email["opt_out_reason"]!);
    }

    [Theory]
    [InlineData("on-transition", "2026-05-04T09:00:00Z", "Contact")]
    [InlineData("on-every-put", "2026-05-04T10:00:00Z", "Account")]
    public async Task S22_Opt_out_said_again_is_stamped_again_only_when_switched(
        string value,
        string date,
        string source
    )
    {
        Options.Switches["opt-out-stamp"] = value;
        await Unsubscribe("Contact");
        Time.Advance(TimeSpan.FromHours(1));
        (await Client.PutAsync($"/contacts/{_id}", await EchoOf(_id))).Is(200);
        var email = (await Client.ContactAsync(_id))["email_address"]!;
        Assert.Equal(
            (date, source, "too many"),
            ((string)email["opt_out_date"]!, (string)email["opt_out_source"]!, (string)email["opt_out_reason"]!)
        );
    }

    [Theory]
    [InlineData("Contact", "Account", 400)]
    [InlineData("Contact", "Contact", 200)]
    [InlineData("Account", "Account", 200)]
    public async Task S22_Account_cannot_undo_an_opt_out_of_the_contact(string optedOutBy, string by, int status)
    {
        await Unsubscribe(optedOutBy);
        var body = await EchoOf(_id, by);
        body["email_address"]!["permission_to_send"] = "explicit";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
        Assert.Equal(
            status == 400,
            (await Client.ContactAsync(_id))["email_address"]!.AsObject().ContainsKey("opt_out_date")
        );
    }

    [Fact]
    public async Task S23_Delete_takes_the_lists_and_nothing_else_and_a_second_one_is_404()
    {
        var before = await Client.ContactAsync(_id);
        (await Client.DeleteAsync($"/contacts/{_id}")).Is(204);
        var after = await Client.ContactAsync(_id);
        before["deleted_at"] = "2026-05-04";
        before["list_memberships"] = new JsonArray();
        Assert.True(JsonNode.DeepEquals(before, after));
        (await Client.DeleteAsync($"/contacts/{_id}")).Is(404);
        Options.Switches["second-delete"] = "204";
        (await Client.DeleteAsync($"/contacts/{_id}")).Is(204);
    }

    [Fact]
    public async Task S24_Sign_up_form_creates_with_201_and_updates_with_200_changing_only_what_is_sent()
    {
        var form = new JsonObject
        {
            ["email_address"] = "new@example.com",
            ["first_name"] = "N",
            ["list_memberships"] = Texts(_list),
        };
        var created = (await Client.PostAsync("/contacts/sign_up_form", form)).Is(201).Object;
        Assert.Equal("created", (string)created["action"]!);
        Assert.Equal(
            "explicit",
            (string)(await Client.ContactAsync((string)created["contact_id"]!))["email_address"]!["permission_to_send"]!
        );

        var second = await Client.AddListAsync("Other");
        await Client.DeleteAsync($"/contacts/{_id}");
        var updated = (
            await Client.PostAsync(
                "/contacts/sign_up_form",
                new JsonObject
                {
                    ["email_address"] = "A@example.com",
                    ["last_name"] = "Changed",
                    ["list_memberships"] = Texts(second),
                }
            )
        ).Is(200).Object;
        Assert.Equal((_id, "updated"), ((string)updated["contact_id"]!, (string)updated["action"]!));
        var contact = await Client.ContactAsync(_id);
        Assert.Equal(("A", "Changed"), ((string)contact["first_name"]!, (string)contact["last_name"]!));
        Assert.False(contact.ContainsKey("deleted_at"));
        Assert.Single(contact["custom_fields"]!.AsArray());
        (
            await Client.PostAsync(
                "/contacts/sign_up_form",
                new JsonObject { ["email_address"] = "x@example.com", ["list_memberships"] = new JsonArray() }
            )
        ).Is(400);
    }

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
            var body = await EchoOf(_id);
            var parts = path.Split('/');
            var target = parts.Length == 1 ? body : body[parts[0]]![0]!.AsObject();
            target[parts[^1]] = new string('x', length);
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
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
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
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
            var body = await EchoOf(_id);
            var entry = body[name]![0]!;
            entry.AsObject().Remove("note_id");
            body[name] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => entry.DeepClone())]);
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
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
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(400);
        ids.RemoveAt(50);
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
    }

    [Fact]
    public async Task S25_Half_a_birthday_is_400()
    {
        var body = Bare();
        body["birthday_month"] = 4;
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(400);
        body["birthday_day"] = "5";
        Assert.Equal(5, (int)(await Client.PutAsync($"/contacts/{_id}", body)).Is(200).Object["birthday_day"]!);
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
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(400).Error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task S27_Resubscribe_mail_goes_out_once()
    {
        await Unsubscribe("Contact");
        var body = new JsonObject { ["list_ids"] = Texts(_list) };
        (await Client.PutAsync($"/contacts/resubscribe/{_id}", body)).Is(200);
        (await Client.PutAsync($"/contacts/resubscribe/{_id}", body)).Is(409);
        Assert.Equal("unsubscribed", (string)(await Client.ContactAsync(_id))["email_address"]!["permission_to_send"]!);
    }

    [Fact]
    public async Task Sms_channel_is_kept_when_omitted_refused_as_it_is_read_and_taken_as_it_is_written()
    {
        var read = (await Client.ContactAsync(_id))["sms_channel"]!;
        Assert.Equal(("1", "7815551212"), ((string)read["dial_code"]!, (string)read["sms_address"]!));
        var body = Bare();
        body["sms_channel"] = read.DeepClone();
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(400);
        body["sms_channel"] = Sms("17815551213");
        Assert.Equal(
            "7815551213",
            (string)(await Client.PutAsync($"/contacts/{_id}", body)).Is(200).Object["sms_channel"]!["sms_address"]!
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
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(400);
        body["custom_fields"]![0]!["value"] = good;
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
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
            (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
        }

        Assert.Equal(ids[0], (string)(await Client.ContactAsync(_id))["custom_fields"]![0]!["choice_ids"]![0]!);
    }

    private static JsonObject Sms(string number) =>
        new()
        {
            ["full_sms_address"] = number,
            ["sms_channel_consents"] = new JsonArray(
                new JsonObject { ["sms_consent_permission"] = "explicit", ["consent_type"] = "promotional_sms" }
            ),
        };

    private void FillIn(JsonObject body)
    {
        body["first_name"] = "A";
        body["last_name"] = "B";
        body["job_title"] = "J";
        body["company_name"] = "C";
        body["birthday_month"] = 2;
        body["birthday_day"] = 3;
        body["anniversary"] = "11/15/2006";
        body["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = _field, ["value"] = "gold" });
        body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "work" });
        body["street_addresses"] = new JsonArray(new JsonObject { ["kind"] = "home", ["city"] = "Waltham" });
        body["list_memberships"] = Texts(_list);
        body["taggings"] = Texts(_tag);
        body["notes"] = new JsonArray(new JsonObject { ["content"] = "first note" });
        body["sms_channel"] = Sms("17815551212");
    }

    private void Plant() =>
        Emulator.State.ChangeContact(
            _id,
            contact =>
            {
                contact["loyalty"] = "stored";
                contact["email_address"]!["loyalty"] = "stored";
                contact["phone_numbers"]![0]!["loyalty"] = "stored";
            }
        );

    private async Task Unsubscribe(string source)
    {
        var body = await EchoOf(_id, source);
        body["email_address"]!["permission_to_send"] = "unsubscribed";
        body["email_address"]!["opt_out_reason"] = "too many";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
    }
}
