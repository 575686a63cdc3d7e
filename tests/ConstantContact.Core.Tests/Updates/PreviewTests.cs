using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>What -WhatIf and a question show of a request.</summary>
public sealed class PreviewTests
{
    private static readonly string Arrow = Marks.Arrow;

    private static JsonObject Stored =>
        JsonNode
            .Parse(
                """
                {"contact_id":"c1","first_name":"Ann","job_title":"Baker","company_name":null,"loyalty":"gold","created_at":"2020-01-01",
                 "email_address":{"address":"a@example.com","permission_to_send":"implicit"},
                 "phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"work","phone_number":"2"}],"list_memberships":["l1","l2","l3"],"taggings":["t1"],
                 "custom_fields":[{"custom_field_id":"f1","choice_ids":["1","2"]}],"notes":[]}
                """
            )!
            .AsObject();

    private static ContactPatch Patch =>
        new()
        {
            Core = new Dictionary<string, object?>
            {
                ["first_name"] = "Bea",
                ["job_title"] = null,
                ["last_name"] = new string('x', 61),
            },
            Phones = new Dictionary<string, string?> { ["home"] = "3" },
            AddLists = [new NamedId("l4", "News")],
            RemoveLists = [new NamedId("L1", "Old news")],
            AddNotes = ["met"],
            Fields = [FieldPatch.Choose(new NamedId("f1", "Size"), ["2", "3"], "M;L")],
        };

    [Fact]
    public void Preview_shows_each_change_the_kept_members_and_the_body()
    {
        var preview = Build(Stored, Patch, new MergeOptions());

        Assert.Equal(
            [
                "Update contact a@example.com (merge)",
                "PUT /v3/contacts/c1",
                $"  first_name         Ann                {Arrow}  Bea",
                $"  last_name          (none)             {Arrow}  {new string('x', 57)}...",
                $"  custom_fields      Size: Small;M      {Arrow}  M;L  (0 kept)",
                $"  phone_numbers      home phone_number: 1 {Arrow}  3  (1 kept)",
                "  list_memberships   + News",
                "  list_memberships   - Old news  (2 kept)",
                "  notes              + met  (0 kept)",
                $"  job_title          Baker              {Arrow}  (removed)",
                "  kept as they are: 3 members; removed: job_title, Old news",
                $"body, {preview.BodyText.Length} bytes:",
                preview.BodyText,
            ],
            PreviewText.Render(preview).Split('\n')
        );
    }

    [Fact]
    public void Preview_in_one_line_names_the_changes()
    {
        Assert.Equal(
            $"Update contact a@example.com (merge): first_name: Ann {Arrow} Bea; last_name: (none) {Arrow} {new string('x', 57)}...; "
                + $"custom_fields[Size]: Small;M {Arrow} M;L; phone_numbers[home].phone_number: 1 {Arrow} 3; list_memberships + News; notes[met]: (none) {Arrow} new; job_title: Baker {Arrow} (none); list_memberships - Old news",
            Build(Stored, Patch, new MergeOptions()).ToString()
        );
        Assert.Equal(
            "Update contact a@example.com (merge): no change",
            PreviewText.Line(Build(Stored, new ContactPatch(), new MergeOptions()))
        );
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public void Long_value_is_cut_at_sixty_characters(int length, bool isCut)
    {
        var preview = Build(
            Stored,
            new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = new string('x', length) } },
            new MergeOptions()
        );

        Assert.EndsWith(
            isCut ? new string('x', 57) + "..." : new string('x', length),
            preview.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Warnings_and_single_values_have_their_own_lines()
    {
        var preview = Build(
            Stored,
            new ContactPatch { NewEmailAddress = "b@example.com", RemoveNotes = [] },
            new MergeOptions()
        );
        var lines = PreviewText.Render(preview).Split('\n');

        Assert.Contains($"  email_address      address: a@example.com {Arrow}  b@example.com", lines);
        Assert.Contains(
            lines,
            l => l.StartsWith("  note: a@example.com gets another address.", StringComparison.Ordinal)
        );
        Assert.Contains("  kept as they are: 8 members; removed: none", lines);
    }

    [Fact]
    public void Part_that_is_added_or_removed_is_shown_with_its_entry()
    {
        var stored = Stored;
        stored["street_addresses"] = JsonNode.Parse("""[{"kind":"home","city":"Graz","state":"ST"}]""");
        var patch = new ContactPatch
        {
            Addresses =
            [
                new AddressPatch("home", new Dictionary<string, string?> { ["city"] = null, ["street"] = "1 Main" }),
            ],
        };
        var lines = PreviewText.Render(Build(stored, patch, new MergeOptions())).Split('\n');

        Assert.Contains($"  street_addresses   home city: Graz    {Arrow}  (removed)  (0 kept)", lines);
        Assert.Contains($"  street_addresses   + home street      {Arrow}  1 Main", lines);
        Assert.Contains("  kept as they are: 9 members; removed: home city", lines);
    }

    [Theory]
    [InlineData(true, null, "replace")]
    [InlineData(false, "2026-01-01", "restore")]
    [InlineData(false, null, "merge")]
    public void Mode_says_how_the_contact_is_written(bool replace, string? deletedAt, string mode)
    {
        var stored = Stored;
        stored["deleted_at"] = deletedAt;
        var preview = Build(
            stored,
            new ContactPatch { AddLists = [new NamedId("l9", "L")] },
            new MergeOptions { Replace = replace, Restore = true }
        );

        Assert.Equal((mode, "PUT", "c1", 7L), (preview.Mode, preview.Method, preview.ContactId, preview.Row));
        Assert.Equal("PUT /v3/contacts/c1", preview.Request);
    }

    [Fact]
    public void Creation_and_sign_up_are_shown_as_such()
    {
        var builder = new PreviewBuilder(new Uri("http://127.0.0.1:9/v3/"), new UpdateOptions());
        var row = new UpdateRow { Number = 7, Email = "n@example.com" };
        var names = new PatchNames(new ContactPatch(), new Dictionary<string, string>());

        var created = builder.BuildNew(row, NewContact.From("n@example.com", new ContactPatch()), names);
        var signedUp = builder.BuildSignUp(row, Stored, Stored, "{}"u8.ToArray(), names);

        Assert.StartsWith(
            $"Create contact n@example.com (create): email_address.address: (none) {Arrow} n@example.com; ",
            created.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(("POST /v3/contacts", null, 0), (created.Request, created.ContactId, created.KeptMembers));
        Assert.Empty(created.Warnings);
        Assert.Empty(signedUp.Warnings);
        Assert.Equal("Sign up contact n@example.com (sign up): no change", signedUp.ToString());
        Assert.Equal(
            ("POST /v3/contacts/sign_up_form", "c1", "{}", 7L),
            (signedUp.Request, signedUp.ContactId, signedUp.BodyText, signedUp.Row)
        );
    }

    [Fact]
    public void Entries_that_stay_are_counted_one_by_one()
    {
        var stored = Stored;
        stored["taggings"] = new JsonArray("t1", "t1", null);
        var preview = Build(stored, new ContactPatch { AddTags = [new NamedId("t2", "T")] }, new MergeOptions());

        Assert.Equal(3, preview.KeptEntries["taggings"]);
        Assert.Single(preview.KeptEntries);
        stored.Remove("taggings");
        Assert.Equal(
            0,
            Build(stored, new ContactPatch { AddTags = [new NamedId("t2", "T")] }, new MergeOptions()).KeptEntries[
                "taggings"
            ]
        );
        stored["notes"] = JsonNode.Parse("""[{"content":"met"}]""");
        Assert.Equal(
            0,
            Build(stored, new ContactPatch { ClearArrays = ["notes"] }, new MergeOptions()).KeptEntries["notes"]
        );
    }

    [Fact]
    public void Choice_without_a_known_label_is_shown_by_its_id_and_text_of_other_members_as_it_is()
    {
        var names = new PatchNames(
            new ContactPatch
            {
                Fields = [FieldPatch.Set(new NamedId("f1", "Size"), "x")],
                AddTags = [new NamedId("T1", "VIP")],
                RemoveTags = [new NamedId("t2", "Two")],
            },
            new Dictionary<string, string> { ["f1/1"] = "Small", ["t1/yes"] = "wrong" }
        );

        var shown = names.Show([
            new ContactChange("custom_fields", "f1", null, "1;9", null),
            new ContactChange("taggings", "t1", null, null, "yes"),
            new ContactChange("taggings", "t9", null, null, "yes"),
            new ContactChange("first_name", null, null, "1", "2"),
            new ContactChange("taggings", "t2", null, "yes", null),
        ]);

        Assert.Equal(
            [
                ("Size", "Small;9", null),
                ("VIP", null, "yes"),
                ("t9", null, "yes"),
                (null, "1", "2"),
                ("Two", "yes", null),
            ],
            shown.Select(c => (c.Key, c.Old, c.New))
        );
    }

    [Fact]
    public void Nothing_is_kept_of_an_array_that_the_contact_does_not_have()
    {
        var stored = Stored;
        stored.Remove("taggings");

        var preview = Build(stored, new ContactPatch { AddTags = [new NamedId("t2", "T")] }, new MergeOptions());

        Assert.Equal(0, preview.KeptEntries["taggings"]);
    }

    private static UpdatePreview Build(JsonObject stored, ContactPatch patch, MergeOptions options)
    {
        var names = new PatchNames(
            patch,
            new Dictionary<string, string>
            {
                ["f1/1"] = "Small",
                ["f1/2"] = "M",
                ["f1/3"] = "L",
            }
        );
        return new PreviewBuilder(new Uri("http://127.0.0.1:9/v3"), new UpdateOptions { Merge = options }).Build(
            new UpdateRow { Number = 7 },
            UpdatePlan.For(stored, patch, options),
            names
        );
    }
}
