using System.IO;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Plans;

/// <summary>
/// The table of docs/plans.md: an example of each line takes the route that it says, for the reason that it says.
/// </summary>
public sealed class RouteTableTests
{
    private const string Field = "cc000001-4752-11e9-9c8a-fa163e6b01c1";

    private static readonly CustomField Membership = new()
    {
        Id = Field,
        Name = "membership",
        Label = "Membership",
        Type = "multi_select",
        Choices =
        [
            new CustomFieldChoice { Id = "1", Label = "gold" },
            new CustomFieldChoice { Id = "2", Label = "silver, old" },
        ],
    };

    private static readonly NamedId List = new("aa000009-4752-11e9-9c8a-fa163e6b01c1", "News");

    private static readonly Dictionary<string, (Action<JsonObject> Make, ContactPatch Patch)> Examples = new(
        StringComparer.Ordinal
    )
    {
        ["a name, job title, company or anniversary is set or replaced"] = (
            Nothing,
            Core(("first_name", "Ada"), ("anniversary", "2020-05-04"))
        ),
        ["the birthday"] = (Nothing, Core(("birthday_month", 5), ("birthday_day", 4))),
        ["a telephone number of the United States or Canada"] = (Nothing, Phone("(781) 555-0100")),
        ["a street address, with all of its parts"] = (
            Nothing,
            new ContactPatch
            {
                Addresses = [new AddressPatch("work", new Dictionary<string, string?> { ["city"] = "Rome" })],
            }
        ),
        ["a custom field of type string"] = (
            Nothing,
            new ContactPatch { Fields = [FieldPatch.Set(new NamedId(Field, "Membership"), "gold")] }
        ),
        ["a choice of a custom field"] = (
            Nothing,
            new ContactPatch { Fields = [FieldPatch.Choose(new NamedId(Field, "Membership"), ["1"], "gold")] }
        ),
        ["a list is joined or left"] = (Nothing, new ContactPatch { AddLists = [List] }),
        ["a tag is added or removed"] = (Nothing, new ContactPatch { AddTags = [List] }),
        ["a value is cleared"] = (Nothing, Core(("job_title", null))),
        ["the address or the permission"] = (Nothing, new ContactPatch { NewEmailAddress = "b@example.com" }),
        ["a note"] = (Nothing, new ContactPatch { AddNotes = ["called"] }),
        ["a telephone number of another country"] = (Nothing, Phone("+39 06 1234567")),
        ["one of several entries of the same kind"] = (
            static c => c["custom_fields"] = new JsonArray(Value("a"), Value("b")),
            new ContactPatch { Fields = [FieldPatch.Set(new NamedId(Field, "Membership"), "c")] }
        ),
        ["an entry with a member that this module does not know"] = (
            static c =>
                c["phone_numbers"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "home",
                        ["phone_number"] = "781-555-0101",
                        ["verified"] = true,
                    }
                ),
            Phone("781-555-0100")
        ),
        ["a choice whose label holds a comma"] = (
            Nothing,
            new ContactPatch { Fields = [FieldPatch.Choose(new NamedId(Field, "Membership"), ["2"], "")] }
        ),
        ["a value that begins or ends with a blank"] = (Nothing, Core(("first_name", "Ada "))),
        ["a value of a contact without a list"] = (
            static c => c["list_memberships"] = new JsonArray(),
            Core(("first_name", "Ada"))
        ),
        ["a value of a contact without an address"] = (
            static c => c.Remove("email_address"),
            Core(("first_name", "Ada"))
        ),
        ["a value of a contact whose address has more than 50 characters"] = (
            static c => c["email_address"]!["address"] = new string('a', 45) + "@example.com",
            Core(("first_name", "Ada"))
        ),
        ["a value of a contact whose permission is neither explicit nor implicit"] = (
            static c => c["email_address"]!["permission_to_send"] = "temp_hold",
            Core(("first_name", "Ada"))
        ),
        ["an unsubscribed contact"] = (
            static c => c["email_address"]!["permission_to_send"] = "unsubscribed",
            Core(("first_name", "Ada"))
        ),
        ["a deleted contact that comes back"] = (
            static c => c["deleted_at"] = "2026-01-01",
            new ContactPatch { AddLists = [List] }
        ),
    };

    [Fact]
    public void Each_line_of_the_table_holds()
    {
        (string Change, string Route, string Why)[] lines = [.. Lines()];
        Assert.Equal(
            Examples.Keys.Order(StringComparer.Ordinal),
            lines.Select(static l => l.Change).Order(StringComparer.Ordinal)
        );
        foreach ((string change, string route, string why) in lines)
        {
            Routed routed = Route(Examples[change]);
            Assert.True(
                routed.Routes.Single() == route && (routed.Reason ?? "") == why,
                $"{change}: {string.Join(",", routed.Routes)} because '{routed.Reason}'"
            );
        }
    }

    /// <summary>Among many of its kind, so that the number of requests does not decide.</summary>
    private static Routed Route((Action<JsonObject> Make, ContactPatch Patch) example)
    {
        Draft[] many =
        [
            .. Enumerable
                .Range(1, 200)
                .Select(i =>
                {
                    JsonObject contact = new()
                    {
                        ["contact_id"] = $"dd{i:000000}-4752-11e9-9c8a-fa163e6b01c1",
                        ["email_address"] = new JsonObject
                        {
                            ["address"] = $"a{i}@example.com",
                            ["permission_to_send"] = "implicit",
                        },
                        ["job_title"] = "Pilot",
                        ["list_memberships"] = new JsonArray("aa000001-4752-11e9-9c8a-fa163e6b01c1"),
                    };
                    example.Make(contact);
                    UpdatePlan plan = UpdatePlan.For(
                        contact,
                        example.Patch,
                        new MergeOptions { Restore = true, IncludeUnsubscribed = true }
                    );
                    return new Draft
                    {
                        Position = i,
                        Action = plan.Contact.IsDeleted ? PlanAction.Restore : PlanAction.Update,
                        Plan = plan,
                        Changes = plan.Changes,
                        ContactId = plan.Contact.ContactId,
                        Page = 1,
                    };
                }),
        ];
        return new RoutePlanner(
            id => string.Equals(id, Field, StringComparison.OrdinalIgnoreCase) ? Membership : null,
            1
        ).Plan(many)[0];
    }

    private static IEnumerable<(string Change, string Route, string Why)> Lines([CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/plans.md"))
            .Where(static l => l.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(static l => l.Trim('|', ' ').Split('|'))
            .Select(static c => (c[0].Trim(), c[1].Trim(), c.Length > 2 ? c[2].Trim() : ""));

    private static void Nothing(JsonObject contact) { }

    private static JsonObject Value(string text) => new() { ["custom_field_id"] = Field, ["value"] = text };

    private static ContactPatch Core(params (string Member, object? Value)[] members) =>
        new() { Core = members.ToDictionary(static m => m.Member, static m => m.Value, StringComparer.Ordinal) };

    private static ContactPatch Phone(string number) =>
        new() { Phones = new Dictionary<string, string?>(StringComparer.Ordinal) { ["home"] = number } };
}
