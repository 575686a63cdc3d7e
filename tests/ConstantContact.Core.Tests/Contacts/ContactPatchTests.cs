using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.TestData;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>A patch, and two of them one after the other.</summary>
public sealed class ContactPatchTests
{
    private static readonly NamedId One = new("one", "One");
    private static readonly NamedId Two = new("two", "Two");

    public static TheoryData<string> Parts => new(Patches.Keys);

    private static Dictionary<string, ContactPatch> Patches { get; } =
        new(StringComparer.Ordinal)
        {
            ["core"] = new() { Core = new Dictionary<string, object?> { ["job_title"] = null } },
            ["address"] = new() { NewEmailAddress = "b@example.com" },
            ["permission"] = new() { PermissionToSend = "implicit" },
            ["field"] = new() { Fields = [FieldPatch.Set(One, "x")] },
            ["phone"] = new() { Phones = new Dictionary<string, string?> { ["home"] = "1" } },
            ["street"] = new()
            {
                Addresses = [new AddressPatch("home", new Dictionary<string, string?> { ["city"] = "Graz" })],
            },
            ["add list"] = new() { AddLists = [One] },
            ["remove list"] = new() { RemoveLists = [One] },
            ["add tag"] = new() { AddTags = [One] },
            ["remove tag"] = new() { RemoveTags = [One] },
            ["add note"] = new() { AddNotes = ["met"] },
            ["remove note"] = new() { RemoveNotes = ["met"] },
            ["clear"] = new() { ClearArrays = ["taggings"] },
        };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Patch_with_any_part_is_not_empty_and_keeps_it_next_to_another_patch(string part)
    {
        var patch = Patches[part];

        Assert.False(patch.IsEmpty);
        Assert.Equal(Text(patch), Text(patch.Then(ContactPatch.Empty)));
        Assert.Equal(Text(patch), Text(ContactPatch.Empty.Then(patch)));
        Assert.Equal(part == "add list" ? Text(ContactPatch.Empty) : Text(patch), Text(patch.WithoutListsToAdd()));
    }

    [Fact]
    public void Empty_patch_is_empty() => Assert.True(ContactPatch.Empty.IsEmpty);

    [Property(MaxTest = 200)]
    public void Combined_patches_have_the_effect_of_both_in_sequence(int seed)
    {
        var account = new RandomAccount(seed);
        var contact = account.Contact(withAmbiguousKinds: false);
        var (first, second) = (MergeProperties.Patch(account.Wish()), MergeProperties.Patch(account.Wish()));

        var stepwise = ContactMerge.Apply(ContactMerge.Apply(contact, first), second);

        Assert.Equal(
            MergeOracle.Essence(stepwise),
            MergeOracle.Essence(ContactMerge.Apply(contact, first.Then(second)))
        );
    }

    [Theory]
    [InlineData("add list", "remove list", "", "one")]
    [InlineData("remove list", "add list", "one", "")]
    [InlineData("add list", "add list", "one", "")]
    [InlineData("remove list", "remove list", "", "one")]
    public void Later_membership_takes_the_place_of_the_earlier_one(
        string first,
        string second,
        string added,
        string removed
    )
    {
        var lists = Patches[first].Then(Patches[second]);
        var tags = Patches[first.Replace("list", "tag")].Then(Patches[second.Replace("list", "tag")]);

        Assert.Equal((added, removed), (Ids(lists.AddLists), Ids(lists.RemoveLists)));
        Assert.Equal((added, removed), (Ids(tags.AddTags), Ids(tags.RemoveTags)));
    }

    [Theory]
    [InlineData(ContactMembers.CustomFields)]
    [InlineData(ContactMembers.PhoneNumbers)]
    [InlineData(ContactMembers.StreetAddresses)]
    [InlineData(ContactMembers.ListMemberships)]
    [InlineData(ContactMembers.Taggings)]
    public void Later_patch_that_empties_an_array_drops_what_the_earlier_one_put_there_and_nothing_else(string array)
    {
        var all = new ContactPatch
        {
            Core = Patches["core"].Core,
            Fields = [FieldPatch.Set(One, "x")],
            Phones = Patches["phone"].Phones,
            Addresses = Patches["street"].Addresses,
            AddLists = [One],
            RemoveLists = [Two],
            AddTags = [One],
            RemoveTags = [Two],
            AddNotes = ["met"],
        };
        var own = new ContactPatch
        {
            Fields = [FieldPatch.Set(Two, "y")],
            Phones = new Dictionary<string, string?> { ["work"] = "2" },
            Addresses = [new AddressPatch("work", new Dictionary<string, string?> { ["city"] = "Wien" })],
            ClearArrays = [array],
        };

        var both = all.Then(own);

        Assert.Equal(
            array == ContactMembers.CustomFields ? ["two"] : ["one", "two"],
            both.Fields.Select(f => f.Field.Id)
        );
        Assert.Equal(
            array == ContactMembers.PhoneNumbers ? ["work"] : ["home", "work"],
            both.Phones.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            array == ContactMembers.StreetAddresses ? ["work"] : ["home", "work"],
            both.Addresses.Select(a => a.Kind)
        );
        Assert.Equal(
            array == ContactMembers.ListMemberships ? ("", "") : ("one", "two"),
            (Ids(both.AddLists), Ids(both.RemoveLists))
        );
        Assert.Equal(
            array == ContactMembers.Taggings ? ("", "") : ("one", "two"),
            (Ids(both.AddTags), Ids(both.RemoveTags))
        );
        Assert.Equal([array], both.ClearArrays);
        Assert.Single(both.Core);
        Assert.Single(both.AddNotes);
    }

    [Fact]
    public void Later_value_wins_and_another_member_stays()
    {
        var first = new ContactPatch
        {
            Core = new Dictionary<string, object?> { ["first_name"] = "A", ["job_title"] = "B" },
            NewEmailAddress = "one@example.com",
            PermissionToSend = "explicit",
        };
        var second = new ContactPatch
        {
            Core = new Dictionary<string, object?> { ["first_name"] = null },
            NewEmailAddress = "two@example.com",
            PermissionToSend = "implicit",
        };

        var both = first.Then(second);

        Assert.Equal((null, "B"), (both.Core["first_name"], both.Core["job_title"]));
        Assert.Equal(("two@example.com", "implicit"), (both.NewEmailAddress, both.PermissionToSend));
        Assert.Equal("A", first.Core["first_name"]);
    }

    private static string Ids(IEnumerable<NamedId> items) => string.Join(",", items.Select(i => i.Id));

    private static string Text(ContactPatch p) =>
        string.Join(
            "|",
            string.Join(",", p.Core.Select(c => $"{c.Key}={c.Value}")),
            p.NewEmailAddress,
            p.PermissionToSend,
            string.Join(",", p.Fields),
            string.Join(",", p.Phones.Select(c => $"{c.Key}={c.Value}")),
            string.Join(",", p.Addresses.Select(a => $"{a.Kind} {string.Join(",", a.Parts)}")),
            Ids(p.AddLists),
            Ids(p.RemoveLists),
            Ids(p.AddTags),
            Ids(p.RemoveTags),
            string.Join(",", p.AddNotes),
            string.Join(",", p.RemoveNotes),
            string.Join(",", p.ClearArrays)
        );
}
