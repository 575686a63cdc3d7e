using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.TestData;
using ConstantContact.Tests.Shared;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Contacts;

public sealed class MergeProperties
{
    /// <summary>The long campaign sets 100000, see docs/testing.md.</summary>
    private static readonly int Extra = CampaignSize.Of("CC_MERGE_CASES", 0);

    [Property(MaxTest = 3000)]
    public void Random_contact_and_patch_merge_to_what_the_oracle_says(int seed) => CheckOne(seed);

    [Fact]
    public void Long_campaign_of_random_pairs_merges_to_what_the_oracle_says()
    {
        for (int seed = 0; seed < Math.Max(Extra, 500); seed++)
        {
            CheckOne(seed);
        }
    }

    [Property(MaxTest = 500)]
    public void Empty_patch_changes_nothing_and_keeps_every_byte(int seed)
    {
        JsonObject contact = new RandomAccount(seed).Contact();

        JsonObject merged = ContactMerge.Apply(contact, ContactPatch.Empty);

        Assert.Equal(contact.ToJsonString(), merged.ToJsonString());
        Assert.Empty(ContactDiff.Between(contact, merged));
    }

    [Property(MaxTest = 500)]
    public void Body_holds_every_unknown_member_and_no_read_only_one(int seed)
    {
        JsonObject contact = new RandomAccount(seed).Contact();

        JsonObject body = JsonNode.Parse(PutBody.Of(contact, "Account"))!.AsObject();

        foreach (string unknown in new[] { "loyalty_tier", "preferred_language" })
        {
            Assert.Equal(contact[unknown]?.ToJsonString(), body[unknown]?.ToJsonString());
        }

        Assert.Equal(
            contact["email_address"]?["deliverability"]?.ToJsonString(),
            body["email_address"]?["deliverability"]?.ToJsonString()
        );
        foreach (
            string owned in new[]
            {
                "contact_id",
                "created_at",
                "updated_at",
                "create_source",
                "sms_channel",
                "deleted_at",
            }
        )
        {
            Assert.False(body.ContainsKey(owned), owned);
        }

        Assert.Equal("Account", (string?)body["update_source"]);
        foreach (string member in ContactMembers.SubResources)
        {
            Assert.Equal(contact[member]!.AsArray().Count, body[member]!.AsArray().Count);
        }
    }

    private static void CheckOne(int seed)
    {
        var account = new RandomAccount(seed);
        JsonObject contact = account.Contact();
        string before = contact.ToJsonString();
        RandomWish wish = account.Wish();
        ContactPatch patch = Patch(wish);
        if (MergeOracle.IsAmbiguous(contact, wish))
        {
            Assert.Throws<AmbiguousKindException>(() => ContactMerge.Apply(contact, patch));
            return;
        }

        JsonObject merged = ContactMerge.Apply(contact, patch);

        Assert.Equal(before, contact.ToJsonString());
        Assert.Equal(MergeOracle.Essence(MergeOracle.Apply(contact, wish)), MergeOracle.Essence(merged));
        AssertUntouchedAreEqual(contact, merged, wish);
        Assert.Equal(merged.ToJsonString(), ContactMerge.Apply(merged, patch).ToJsonString());
        AssertDiffIsThePatchsEffect(contact, merged, wish);
        Assert.Equal(
            PutBody.Of(merged, "Account"),
            PutBody.Of(JsonNode.Parse(merged.ToJsonString())!.AsObject(), "Account")
        );
    }

    /// <summary>
    /// JSON-equal to the letter: members of the contact, entries of its arrays, parts of its addresses.
    /// </summary>
    private static void AssertUntouchedAreEqual(JsonObject before, JsonObject after, RandomWish wish)
    {
        string[] arrays =
        [
            "custom_fields",
            "phone_numbers",
            "street_addresses",
            "list_memberships",
            "taggings",
            "notes",
        ];
        foreach ((string member, JsonNode? value) in before)
        {
            if (!wish.Core.ContainsKey(member) && !arrays.Contains(member))
            {
                Assert.Equal(value?.ToJsonString(), after[member]?.ToJsonString());
            }
        }

        Assert.Equal(
            Kept(before, "custom_fields", e => !wish.Fields.ContainsKey((string)e["custom_field_id"]!)),
            Kept(after, "custom_fields", e => !wish.Fields.ContainsKey((string)e["custom_field_id"]!))
        );
        Assert.Equal(
            Kept(before, "phone_numbers", e => !wish.Phones.ContainsKey((string)e["kind"]!)),
            Kept(after, "phone_numbers", e => !wish.Phones.ContainsKey((string)e["kind"]!))
        );
        Assert.Equal(
            Kept(before, "street_addresses", e => !wish.Addresses.ContainsKey((string)e["kind"]!)),
            Kept(after, "street_addresses", e => !wish.Addresses.ContainsKey((string)e["kind"]!))
        );
        Assert.Equal(Kept(before, "notes", _ => true), Kept(after, "notes", e => e.ContainsKey("note_id")));
    }

    private static void AssertDiffIsThePatchsEffect(JsonObject before, JsonObject after, RandomWish wish)
    {
        IReadOnlyList<ContactChange> diff = ContactDiff.Between(before, after);
        foreach (ContactChange change in diff)
        {
            Assert.True(
                change.Member switch
                {
                    "custom_fields" => wish.Fields.ContainsKey(change.Key!),
                    "phone_numbers" => wish.Phones.ContainsKey(change.Key!),
                    "street_addresses" => wish.Addresses.ContainsKey(change.Key!),
                    "list_memberships" => wish.AddLists.Contains(change.Key!) || wish.RemoveLists.Contains(change.Key!),
                    "taggings" => wish.AddTags.Contains(change.Key!) || wish.RemoveTags.Contains(change.Key!),
                    "notes" => wish.Notes.Contains(change.Key!),
                    _ => wish.Core.ContainsKey(change.Member),
                },
                change.ToString()
            );
        }

        foreach ((string core, string? value) in wish.Core)
        {
            string? old = before[core]?.ToString();
            Assert.Equal((old ?? string.Empty) != (value ?? string.Empty), diff.Any(c => c.Member == core));
        }

        bool essenceEqual = MergeOracle.Essence(before) == MergeOracle.Essence(after);
        Assert.Equal(essenceEqual, diff.Count == 0);
    }

    private static string Kept(JsonObject contact, string member, Func<JsonObject, bool> which) =>
        string.Join("\n", contact[member]!.AsArray().OfType<JsonObject>().Where(which).Select(e => e.ToJsonString()));

    internal static ContactPatch Patch(RandomWish wish) =>
        new()
        {
            Core = wish.Core.ToDictionary(
                c => c.Key,
                c =>
                    c.Key.StartsWith("birthday", StringComparison.Ordinal) && c.Value is not null
                        ? int.Parse(c.Value, null)
                        : (object?)c.Value,
                StringComparer.Ordinal
            ),
            Fields =
            [
                .. wish.Fields.Select(f =>
                    f.Value is null
                        ? FieldPatch.Clear(new NamedId(f.Key, "f"))
                        : FieldPatch.Set(new NamedId(f.Key, "f"), f.Value)
                ),
            ],
            Phones = wish.Phones,
            Addresses =
            [
                .. wish.Addresses.Select(a =>
                    a.Value is null
                        ? new AddressPatch(a.Key, new Dictionary<string, string?>(), Clears: true)
                        : new AddressPatch(a.Key, a.Value.ToDictionary(p => p.Key, p => (string?)p.Value))
                ),
            ],
            AddLists = Named(wish.AddLists),
            RemoveLists = Named(wish.RemoveLists),
            AddTags = Named(wish.AddTags),
            RemoveTags = Named(wish.RemoveTags),
            AddNotes = wish.Notes,
        };

    private static IReadOnlyList<NamedId> Named(IEnumerable<string> ids) => [.. ids.Select(i => new NamedId(i, i))];
}
