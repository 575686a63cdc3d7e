using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>A test of a contact that has all members, a list, a tag and a custom field among them.</summary>
public abstract class FilledContactTest : EmulatorTest
{
    protected string List { get; private set; } = null!;

    protected string Tag { get; private set; } = null!;

    protected string Field { get; private set; } = null!;

    /// <summary>The id of the contact, whose address is <c>a@example.com</c>.</summary>
    protected string Id { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        List = await Client.AddListAsync("News");
        Tag = await Client.AddTagAsync("vip");
        Field = await Client.AddFieldAsync("Level");
        Id = await Client.AddContactAsync("a@example.com", more: FillIn);
    }

    /// <summary>An SMS channel in the form in which it is written.</summary>
    protected static JsonObject Sms(string number) =>
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
        body["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = Field, ["value"] = "gold" });
        body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "work" });
        body["street_addresses"] = new JsonArray(new JsonObject { ["kind"] = "home", ["city"] = "Waltham" });
        body["list_memberships"] = Texts(List);
        body["taggings"] = Texts(Tag);
        body["notes"] = new JsonArray(new JsonObject { ["content"] = "first note" });
        body["sms_channel"] = Sms("17815551212");
    }
}
