using System.Text;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Creating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The flat body of the sign-up form, and the values that it cannot hold.</summary>
public sealed class SignUpBodyTests
{
    private static readonly NamedId One = new("one", "One");

    [Fact]
    public void Body_has_every_value_in_the_words_of_the_form()
    {
        var patch = With(
            new ContactPatch
            {
                Core = new Dictionary<string, object?>
                {
                    ["birthday_day"] = 14,
                    ["birthday_month"] = 3,
                    ["first_name"] = "Ann",
                },
                Phones = new Dictionary<string, string?> { ["home"] = "1" },
                Addresses =
                [
                    new AddressPatch("work", new Dictionary<string, string?> { ["city"] = "Graz", ["state"] = null }),
                ],
                Fields = [FieldPatch.Set(new NamedId("f1", "F"), "blue")],
            }
        );

        Assert.Equal(
            """{"email_address":"a@example.com","first_name":"Ann","birthday_month":3,"birthday_day":14,"phone_number":"1","street_address":{"kind":"work","city":"Graz","state":null},"custom_fields":[{"custom_field_id":"f1","value":"blue"}],"list_memberships":["one"]}""",
            Encoding.UTF8.GetString(SignUpBody.Of("a@example.com", patch))
        );
        Assert.Equal(
            """{"email_address":"a@example.com","list_memberships":["one"]}""",
            Encoding.UTF8.GetString(SignUpBody.Of("a@example.com", With(new ContactPatch())))
        );
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Form_takes_one_to_fifty_lists(int count, bool isTaken)
    {
        var patch = new ContactPatch
        {
            AddLists = [.. Enumerable.Range(0, count).Select(i => new NamedId($"l{i}", "L"))],
        };

        if (isTaken)
        {
            Assert.Contains(
                $"\"l{count - 1}\"]",
                Encoding.UTF8.GetString(SignUpBody.Of("a@example.com", patch)),
                StringComparison.Ordinal
            );
        }
        else
        {
            Assert.Contains(
                $"not {count}",
                Assert.Throws<InvalidInputException>(() => SignUpBody.Of("a@example.com", patch)).Message,
                StringComparison.Ordinal
            );
        }
    }

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "add tag", "a tag" },
            { "remove tag", "a tag" },
            { "note", "a note" },
            { "address", "another address" },
            { "remove list", "a removal" },
            { "clear array", "a removal" },
            { "clear core", "a removal" },
            { "clear phone", "a removal" },
            { "clear field", "a removal" },
            { "choices", "the choices" },
            { "two phones", "more than one phone number" },
            { "two addresses", "more than one street address" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Change_that_the_form_has_no_place_for_is_refused_by_name(string change, string what)
    {
        var city = new Dictionary<string, string?> { ["city"] = "Graz" };
        var patch = With(
            change switch
            {
                "add tag" => new ContactPatch { AddTags = [One] },
                "remove tag" => new ContactPatch { RemoveTags = [One] },
                "note" => new ContactPatch { AddNotes = ["met"] },
                "address" => new ContactPatch { NewEmailAddress = "b@example.com" },
                "remove list" => new ContactPatch { RemoveLists = [new NamedId("two", "Two")] },
                "clear array" => new ContactPatch { ClearArrays = ["taggings"] },
                "clear core" => new ContactPatch
                {
                    Core = new Dictionary<string, object?> { ["first_name"] = "x", ["job_title"] = null },
                },
                "clear phone" => new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = null } },
                "clear field" => new ContactPatch { Fields = [FieldPatch.Set(One, "x"), FieldPatch.Clear(One)] },
                "choices" => new ContactPatch
                {
                    Fields = [FieldPatch.Set(One, "x"), FieldPatch.Choose(One, ["1"], "A")],
                },
                "two phones" => new ContactPatch
                {
                    Phones = new Dictionary<string, string?> { ["home"] = "1", ["work"] = "2" },
                },
                _ => new ContactPatch { Addresses = [new AddressPatch("home", city), new AddressPatch("work", city)] },
            }
        );

        Assert.Contains(
            $"no place for {what}",
            Assert.Throws<InvalidInputException>(() => SignUpBody.Of("a@example.com", patch)).Message,
            StringComparison.Ordinal
        );
    }

    private static ContactPatch With(ContactPatch patch) => new ContactPatch { AddLists = [One] }.Then(patch);
}
