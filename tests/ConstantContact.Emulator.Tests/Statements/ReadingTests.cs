using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>
/// What a switch must leave alone. What each one changes, and where, is in <see cref="Switches.SwitchReach"/>.
/// </summary>
public sealed class ReadingTests : EmulatorTest
{
    private const string Unknown = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    [Fact]
    public async Task S26_Unknown_ids_stay_400_where_no_404_is_declared_or_another_fault_stands_beside_them()
    {
        Options.Switches["unknown-ids"] = "404";
        var id = await Client.AddContactAsync("a@example.com");
        var source = new JsonObject { ["contact_ids"] = Texts(id) };
        (
            await Client.PostAsync(
                "/activities/add_list_memberships",
                new JsonObject { ["source"] = source, ["list_ids"] = Texts(Unknown) }
            )
        ).Is(400);
        (
            await Client.PutAsync(
                $"/contacts/{id}",
                new JsonObject { ["update_source"] = "Account", ["list_memberships"] = Texts(Unknown) }
            )
        ).Is(400);
        var form = new JsonObject
        {
            ["email_address"] = "new@example.com",
            ["list_memberships"] = Texts(Unknown),
            ["first_name"] = new string('x', 51),
        };
        (await Client.PostAsync("/contacts/sign_up_form", form)).Is(400);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task S35_Deleted_contacts_that_are_named_come_back_by_being_put_on_a_list(int count)
    {
        var list = await Client.AddListAsync("News");
        var ids = new string[count];
        for (var at = 0; at < count; at++)
        {
            ids[at] = await Client.AddContactAsync(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"m{at}@example.com")
            );
        }

        (await Client.PostAsync("/activities/contact_delete", new JsonObject { ["contact_ids"] = Texts(ids) })).Is(201);
        Emulator.CompleteActivities();
        Assert.Empty((await Client.GetAsync("/contacts")).Object["contacts"]!.AsArray());
        (
            await Client.PostAsync(
                "/activities/add_list_memberships",
                new JsonObject
                {
                    ["source"] = new JsonObject { ["contact_ids"] = Texts(ids) },
                    ["list_ids"] = Texts(list),
                }
            )
        ).Is(201);
        Emulator.CompleteActivities();
        Assert.Equal(
            count,
            (int)(await Client.GetAsync($"/contacts?lists={list}&include_count=true")).Object["contacts_count"]!
        );
    }
}
