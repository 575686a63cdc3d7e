using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class ErrorTests : EmulatorTest
{
    [Fact]
    public async Task S10_POST_without_create_source_says_what_the_live_service_says()
    {
        var error = (await Client.PostAsync("/contacts", new JsonObject { ["first_name"] = "A" })).Is(400).Error;
        Assert.Equal("contacts.api.validation.error", error.Key);
        Assert.Equal("create_source is missing, create_source does not have a valid value", error.Message);
    }

    [Fact]
    public async Task S10_PUT_without_update_source_is_refused_in_the_same_way()
    {
        var id = await Client.AddContactAsync("a@example.com");
        var error = (await Client.PutAsync($"/contacts/{id}", new JsonObject { ["first_name"] = "A" })).Is(400).Error;
        Assert.Equal("update_source is missing, update_source does not have a valid value", error.Message);
    }

    [Fact]
    public async Task S10_Several_faults_come_in_one_message()
    {
        var body = new JsonObject
        {
            ["create_source"] = "Landing",
            ["birthday_month"] = "1,5",
            ["first_name"] = new string('x', 51),
        };
        var error = (await Client.PostAsync("/contacts", body)).Is(400).Error;
        Assert.Equal(
            "create_source does not have a valid value, first_name is too long (maximum is 50 characters), birthday_month is invalid",
            error.Message
        );
    }

    [Theory]
    [InlineData("{\"create_source\":\"Account\",}")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task S11_Malformed_JSON_is_400(string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        Assert.Equal(
            "contacts.api.validation.error",
            (await Client.SendAsync("POST", "/contacts", content)).Is(400).Error.Key
        );
    }

    [Fact]
    public async Task S11_Body_of_another_type_is_415()
    {
        using var content = new StringContent(
            "{\"create_source\":\"Account\",\"first_name\":\"A\"}",
            Encoding.UTF8,
            "text/plain"
        );
        (await Client.SendAsync("POST", "/contacts", content)).Is(415);
    }

    [Fact]
    public async Task S11_Unknown_id_is_404_with_an_array()
    {
        Assert.Equal(
            "contacts.api.not_found",
            (await Client.GetAsync("/contacts/1618ae62-4752-11e9-9c8a-fa163e6b01c1")).Is(404).Error.Key
        );
    }

    [Theory]
    [InlineData("404", 404)]
    [InlineData("400", 400)]
    public async Task S11_Ill_formed_id_has_the_format_text_and_a_switchable_status(string value, int status)
    {
        Options.Switches["ill-formed-id-status"] = value;
        var error = (await Client.GetAsync("/contacts/12")).Is(status).Error;
        Assert.Equal(("contacts.api.not_found", "contact_id is in an invalid format."), error);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=x")]
    [InlineData("include=everything")]
    [InlineData("status=gone")]
    [InlineData("updated_after=yesterday")]
    [InlineData("lists=1")]
    [InlineData("cursor=nonsense")]
    public async Task S12_Bad_parameters_are_400(string query)
    {
        Assert.Equal("contacts.api.validation.error", (await Client.GetAsync($"/contacts?{query}")).Is(400).Error.Key);
    }

    [Fact]
    public async Task Known_path_with_another_verb_is_405_and_names_the_verbs()
    {
        var answer = (await Client.SendAsync("PATCH", "/contacts/1618ae62-4752-11e9-9c8a-fa163e6b01c1")).Is(405);
        Assert.Equal(["GET", "PUT", "DELETE"], answer.Message.Content.Headers.Allow);
    }
}
