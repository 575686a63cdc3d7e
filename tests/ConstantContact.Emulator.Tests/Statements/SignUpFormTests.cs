using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class SignUpFormTests : EmulatorTest
{
    private const string Path = "/contacts/sign_up_form";
    private string _list = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
    }

    [Theory]
    [InlineData("off", "explicit")]
    [InlineData("on", "pending_confirmation")]
    public async Task S24_Permission_of_a_new_contact_follows_the_confirmed_opt_in_setting(
        string setting,
        string permission
    )
    {
        Options.Switches["confirmed-opt-in"] = setting;
        var id = (string)(await Client.PostAsync(Path, Form("new@example.com"))).Is(201).Object["contact_id"]!;
        var email = (await Client.ContactAsync(id))["email_address"]!;
        Assert.Equal((permission, "Contact"), ((string)email["permission_to_send"]!, (string)email["opt_in_source"]!));
    }

    [Fact]
    public async Task S24_An_opt_out_is_undone_because_the_contact_asks()
    {
        var id = await Client.AddContactAsync("a@example.com");
        Emulator.State.OptOut(id);
        (await Client.PostAsync(Path, Form("a@example.com"))).Is(200);
        var contact = await Client.ContactAsync(id);
        Assert.Equal("explicit", (string)contact["email_address"]!["permission_to_send"]!);
        Assert.False(contact["email_address"]!.AsObject().ContainsKey("opt_out_date"));
        Assert.Equal("Contact", (string)contact["update_source"]!);
    }

    [Fact]
    public async Task S24_Lists_and_fields_are_added_to_and_street_and_phone_take_their_own_shapes()
    {
        var (one, two) = (await Client.AddFieldAsync("One"), await Client.AddFieldAsync("Two"));
        var form = Form("a@example.com");
        form["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = one, ["value"] = "1" });
        form["phone_number"] = "555-0100";
        form["street_address"] = new JsonObject { ["kind"] = "work", ["city"] = "Waltham" };
        var id = (string)(await Client.PostAsync(Path, form)).Is(201).Object["contact_id"]!;
        var second = Form("a@example.com");
        second["list_memberships"] = Texts(await Client.AddListAsync("Other"));
        second["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = two, ["value"] = "2" });
        (await Client.PostAsync(Path, second)).Is(200);
        var contact = await Client.ContactAsync(id);
        Assert.Equal(2, contact["list_memberships"]!.AsArray().Count);
        Assert.Equal("1,2", Names(contact["custom_fields"], "value"));
        Assert.Equal("555-0100", Names(contact["phone_numbers"], "phone_number"));
        Assert.Equal("Waltham", Names(contact["street_addresses"], "city"));
    }

    [Fact]
    public async Task S24_SMS_alone_makes_a_contact_that_is_found_by_its_number_again()
    {
        var form = Form(address: null);
        form["sms_channel"] = Sms("7815551212");
        var id = (string)(await Client.PostAsync(Path, form)).Is(201).Object["contact_id"]!;
        var contact = await Client.ContactAsync(id);
        Assert.False(contact.ContainsKey("email_address"));
        var consent = contact["sms_channel"]!["sms_channel_consents"]![0]!;
        Assert.Equal(
            ("explicit", "5", "month"),
            (
                (string)consent["sms_consent_permission"]!,
                (string)consent["advertised_frequency"]!,
                (string)consent["advertised_interval"]!
            )
        );

        // The same person, with an address now.
        form["email_address"] = "sms@example.com";
        Assert.Equal(id, (string)(await Client.PostAsync(Path, form)).Is(200).Object["contact_id"]!);
        Assert.Equal("explicit", (string)(await Client.ContactAsync(id))["email_address"]!["permission_to_send"]!);
    }

    [Fact]
    public async Task S24_SMS_consent_must_say_by_what_it_was_given()
    {
        var form = Form(address: null);
        var sms = Sms("7815551212");
        sms["sms_channel_consents"]![0]!.AsObject().Remove("consent_medium_url");
        sms.Remove("country_code");
        form["sms_channel"] = sms;
        var message = (await Client.PostAsync(Path, form)).Is(400).Error.Message;
        Assert.Equal(
            "sms_channel[country_code] is missing, sms_channel[sms_channel_consents][consent_medium_url] is missing",
            message
        );
    }

    [Fact]
    public async Task Sms_history_tells_the_opt_in_and_the_opt_out_in_order_and_with_lasting_ids()
    {
        var form = Form(address: null);
        form["sms_channel"] = Sms("7815551212");
        var id = (string)(await Client.PostAsync(Path, form)).Is(201).Object["contact_id"]!;
        Time.Advance(TimeSpan.FromHours(1));
        var consents = new JsonArray(
            new JsonObject { ["sms_consent_permission"] = "unsubscribed", ["consent_type"] = "promotional_sms" }
        );
        var body = new JsonObject
        {
            ["update_source"] = "Contact",
            ["sms_channel"] = new JsonObject
            {
                ["full_sms_address"] = "17815551212",
                ["sms_channel_consents"] = consents,
            },
        };
        (await Client.PutAsync($"/contacts/{id}", body)).Is(200);
        var history = (await Client.GetAsync($"/contacts/sms_engagement_history/{id}")).Is(200);
        var entries = history.Json!.AsArray();
        Assert.Equal(["E", "O"], entries.Select(e => (string)e!["history_details"]!["state"]!), StringComparer.Ordinal);
        Assert.Equal(
            ["2026-05-04T09:00:00Z", "2026-05-04T10:00:00Z"],
            entries.Select(e => (string)e!["history_details"]!["consent_action_time"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(
            2,
            entries.Select(e => (string)e!["sms_channel_history_id"]!).Distinct(StringComparer.Ordinal).Count()
        );
        Assert.Equal(history.Text, (await Client.GetAsync($"/contacts/sms_engagement_history/{id}")).Text);
        var without = await Client.AddContactAsync("no@example.com");
        Assert.Empty((await Client.GetAsync($"/contacts/sms_engagement_history/{without}")).Is(200).Json!.AsArray());
    }

    private static JsonObject Sms(string number) =>
        new()
        {
            ["sms_address"] = number,
            ["dial_code"] = "1",
            ["country_code"] = "US",
            ["sms_channel_consents"] = new JsonArray(
                new JsonObject
                {
                    ["sms_consent_permission"] = "explicit",
                    ["consent_type"] = "promotional_sms",
                    ["consent_medium_type"] = "LF",
                    ["consent_medium_url"] = "https://www.example.com/join",
                    ["consent_medium_details"] = "form",
                    ["advertised_frequency"] = 5,
                    ["advertised_interval"] = "month",
                }
            ),
        };

    private JsonObject Form(string? address)
    {
        var form = new JsonObject { ["list_memberships"] = Texts(_list) };
        if (address is not null)
        {
            form["email_address"] = address;
        }

        return form;
    }
}
