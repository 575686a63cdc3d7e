using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using Xunit;

namespace ConstantContact.Core.Tests.Updates;

public sealed class UpdatePlanTests
{
    private static readonly ContactPatch NewName = new()
    {
        Core = new Dictionary<string, object?> { ["first_name"] = "Deborah" },
    };

    [Fact]
    public void Deleted_contact_is_refused()
    {
        JsonObject contact = Contact("implicit");
        contact["deleted_at"] = "2026-07-08";

        var e = Assert.Throws<ContactDeletedException>(() => UpdatePlan.For(contact, NewName, new MergeOptions()));

        Assert.Contains("2026-07-08", e.Message, StringComparison.Ordinal);
        Assert.Contains("-Restore", e.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleted_contact_with_restore_but_no_list_is_refused()
    {
        JsonObject contact = Contact("implicit");
        contact["deleted_at"] = "2026-07-08";

        var e = Assert.Throws<InvalidInputException>(() =>
            UpdatePlan.For(contact, NewName, new MergeOptions { Restore = true })
        );

        Assert.Equal("CcRestoreNeedsList", e.ErrorId);
    }

    [Fact]
    public void Deleted_contact_with_restore_and_list_is_sent_even_if_nothing_else_changes()
    {
        JsonObject contact = Contact("implicit");
        contact["deleted_at"] = "2026-07-08";
        contact["list_memberships"] = new JsonArray();

        UpdatePlan plan = UpdatePlan.For(
            contact,
            new ContactPatch { AddLists = [new NamedId("l1", "News")] },
            new MergeOptions { Restore = true }
        );

        Assert.Null(plan.Suppressed);
        Assert.False(plan.IsUnchanged);
        Assert.Equal("""["l1"]""", Body(plan)["list_memberships"]!.ToJsonString());
    }

    [Fact]
    public void Unsubscribed_contact_is_suppressed()
    {
        UpdatePlan plan = UpdatePlan.For(Contact("unsubscribed"), NewName, new MergeOptions());

        Assert.NotNull(plan.Suppressed);
        Assert.Empty(plan.Body);
    }

    [Fact]
    public void Unsubscribed_contact_is_suppressed_even_when_a_permission_is_given_with_proof()
    {
        UpdatePlan plan = UpdatePlan.For(
            Contact("unsubscribed"),
            new ContactPatch { PermissionToSend = "explicit" },
            new MergeOptions { ConsentReference = "form 7" }
        );

        Assert.NotNull(plan.Suppressed);
        Assert.Empty(plan.Body);
    }

    [Fact]
    public void Unsubscribed_contact_that_is_included_keeps_permission_and_reason_and_gets_no_list()
    {
        JsonObject contact = Contact("unsubscribed");
        contact["email_address"]!["opt_out_reason"] = "too many";
        var patch = new ContactPatch { Core = NewName.Core, AddLists = [new NamedId("l9", "News")] };

        UpdatePlan plan = UpdatePlan.For(contact, patch, new MergeOptions { IncludeUnsubscribed = true });

        Assert.Null(plan.Suppressed);
        Assert.True(plan.KeepsOptOut);
        Assert.Equal("unsubscribed", (string?)Body(plan)["email_address"]!["permission_to_send"]);
        Assert.Equal("too many", (string?)Body(plan)["email_address"]!["opt_out_reason"]);
        Assert.DoesNotContain("l9", Body(plan)["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(plan.Warnings, w => w.Contains("News", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pending_confirmation")]
    [InlineData("temp_hold")]
    [InlineData("not_set")]
    [InlineData("a_value_of_the_future")]
    public void Permission_that_is_not_asked_for_is_echoed_verbatim(string permission)
    {
        UpdatePlan plan = UpdatePlan.For(Contact(permission), NewName, new MergeOptions());

        Assert.Equal(permission, (string?)Body(plan)["email_address"]!["permission_to_send"]);
    }

    [Theory]
    [InlineData("implicit", "explicit", true)]
    [InlineData("not_set", "implicit", true)]
    [InlineData("temp_hold", "implicit", true)]
    [InlineData("pending_confirmation", "explicit", true)]
    [InlineData("a_value_of_the_future", "implicit", true)]
    [InlineData("explicit", "explicit", false)]
    [InlineData("explicit", "implicit", false)]
    [InlineData("explicit", "unsubscribed", false)]
    public void Permission_rises_only_with_proof(string from, string to, bool needsProof)
    {
        var patch = new ContactPatch { PermissionToSend = to };

        Exception? e = Record.Exception(() => UpdatePlan.For(Contact(from), patch, new MergeOptions()));
        UpdatePlan proven = UpdatePlan.For(Contact(from), patch, new MergeOptions { ConsentReference = "form 7" });

        Assert.Equal(needsProof, e is InvalidInputException { ErrorId: "CcConsentNeeded" });
        Assert.Equal(to, (string?)Body(proven)["email_address"]!["permission_to_send"]);
    }

    [Fact]
    public void Request_for_the_current_state_is_unchanged()
    {
        UpdatePlan plan = UpdatePlan.For(
            Contact("implicit"),
            new ContactPatch
            {
                Core = new Dictionary<string, object?> { ["first_name"] = "Debora", ["job_title"] = null },
                AddLists = [new NamedId("L1", "News")],
            },
            new MergeOptions()
        );

        Assert.True(plan.IsUnchanged);
    }

    [Fact]
    public void Fifty_first_list_is_refused_and_a_contact_already_over_the_limit_can_still_be_corrected()
    {
        JsonObject contact = Contact("implicit");
        contact["list_memberships"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => (JsonNode)$"l{i}")]);
        var e = Assert.Throws<InvalidInputException>(() =>
            UpdatePlan.For(contact, new ContactPatch { AddLists = [new NamedId("new", "New")] }, new MergeOptions())
        );
        contact["list_memberships"]!.AsArray().Add("l50");

        UpdatePlan plan = UpdatePlan.For(contact, NewName, new MergeOptions());

        Assert.Equal("CcLimitExceeded", e.ErrorId);
        Assert.Equal(51, Body(plan)["list_memberships"]!.AsArray().Count);
    }

    [Fact]
    public void Twenty_sixth_field_is_a_warning_and_the_fifty_first_an_error()
    {
        JsonObject contact = Contact("implicit");
        contact["custom_fields"] = new JsonArray([.. Enumerable.Range(0, 25).Select(Field)]);
        var patch = new ContactPatch { Fields = [FieldPatch.Set(new NamedId("new", "New"), "x")] };

        UpdatePlan plan = UpdatePlan.For(contact, patch, new MergeOptions());
        contact["custom_fields"] = new JsonArray([.. Enumerable.Range(0, 50).Select(Field)]);

        Assert.Contains(plan.Warnings, w => w.Contains("26 custom fields", StringComparison.Ordinal));
        Assert.Equal(
            "CcLimitExceeded",
            Assert.Throws<InvalidInputException>(() => UpdatePlan.For(contact, patch, new MergeOptions())).ErrorId
        );

        static JsonNode Field(int i) => new JsonObject { ["custom_field_id"] = $"f{i}", ["value"] = "v" };
    }

    [Fact]
    public void Only_home_city_leaves_the_rest_of_the_home_address()
    {
        JsonObject contact = Contact("implicit");
        contact["street_addresses"] = JsonNode.Parse(
            """[{"street_address_id":"a1","kind":"home","street":"1 Main","city":"Waltham","state":"MA","postal_code":"02451","country":"US"}]"""
        );
        var patch = new ContactPatch
        {
            Addresses = [new AddressPatch("home", new Dictionary<string, string?> { ["city"] = "Boston" })],
        };

        UpdatePlan plan = UpdatePlan.For(contact, patch, new MergeOptions());

        Assert.Equal(
            """[{"street_address_id":"a1","kind":"home","street":"1 Main","city":"Boston","state":"MA","postal_code":"02451","country":"US"}]""",
            Body(plan)["street_addresses"]!.ToJsonString()
        );
        ContactChange change = Assert.Single(plan.Changes);
        Assert.Equal("street_addresses[home].city", change.Path);
    }

    [Fact]
    public void Two_work_phones_make_a_work_phone_ambiguous_and_leave_others_alone()
    {
        JsonObject contact = Contact("implicit");
        contact["phone_numbers"] = JsonNode.Parse(
            """[{"kind":"work","phone_number":"1"},{"kind":"work","phone_number":"2"}]"""
        );

        Assert.Throws<AmbiguousKindException>(() => UpdatePlan.For(contact, Phone("work"), new MergeOptions()));
        UpdatePlan plan = UpdatePlan.For(contact, Phone("home"), new MergeOptions());

        Assert.Equal(3, Body(plan)["phone_numbers"]!.AsArray().Count);

        static ContactPatch Phone(string kind) => new() { Phones = new Dictionary<string, string?> { [kind] = "3" } };
    }

    [Fact]
    public void Contact_without_address_gets_a_body_without_email_object()
    {
        JsonObject contact = Contact("implicit");
        contact.Remove("email_address");

        Assert.False(Body(UpdatePlan.For(contact, NewName, new MergeOptions())).ContainsKey("email_address"));
    }

    [Fact]
    public void Same_field_twice_is_one_value_once_it_is_named_and_stays_twice_otherwise()
    {
        JsonObject contact = Contact("implicit");
        contact["custom_fields"] = JsonNode.Parse(
            """[{"custom_field_id":"A","value":"1"},{"custom_field_id":"b","value":"x"},{"custom_field_id":"a","value":"2"}]"""
        );

        UpdatePlan named = UpdatePlan.For(
            contact,
            new ContactPatch { Fields = [FieldPatch.Set(new NamedId("a", "A"), "3")] },
            new MergeOptions()
        );
        UpdatePlan other = UpdatePlan.For(
            contact,
            new ContactPatch { Fields = [FieldPatch.Clear(new NamedId("b", "B"))] },
            new MergeOptions()
        );

        Assert.Equal(
            """[{"custom_field_id":"A","value":"3"},{"custom_field_id":"b","value":"x"}]""",
            Body(named)["custom_fields"]!.ToJsonString()
        );
        Assert.Equal(
            """[{"custom_field_id":"A","value":"1"},{"custom_field_id":"a","value":"2"}]""",
            Body(other)["custom_fields"]!.ToJsonString()
        );
    }

    [Fact]
    public void Select_field_loses_its_stale_value_and_a_text_field_its_stale_choices()
    {
        JsonObject contact = Contact("implicit");
        contact["custom_fields"] = JsonNode.Parse(
            """[{"custom_field_id":"s","value":"Red","choice_ids":["1"]},{"custom_field_id":"t","value":"x","choice_ids":["9"]}]"""
        );
        var patch = new ContactPatch
        {
            Fields =
            [
                FieldPatch.Choose(new NamedId("s", "S"), ["2"], "Blue"),
                FieldPatch.Set(new NamedId("t", "T"), "y"),
            ],
        };

        Assert.Equal(
            """[{"custom_field_id":"s","choice_ids":["2"]},{"custom_field_id":"t","value":"y"}]""",
            Body(UpdatePlan.For(contact, patch, new MergeOptions()))["custom_fields"]!.ToJsonString()
        );
    }

    [Fact]
    public void Replace_sends_only_the_named_members_and_shows_the_losses()
    {
        JsonObject contact = Contact("implicit");
        contact["last_name"] = "Lang";

        UpdatePlan plan = UpdatePlan.For(contact, NewName, new MergeOptions { Replace = true });

        Assert.Equal(["email_address", "first_name", "update_source"], Body(plan).Select(m => m.Key));
        Assert.Contains(plan.Changes, c => c is { Member: "last_name", New: null });
        Assert.DoesNotContain(plan.Changes, c => c.Member == "list_memberships");
    }

    internal static JsonObject Contact(string permission) =>
        new()
        {
            ["contact_id"] = "1618ae62-4752-11e9-9c8a-fa163e6b01c1",
            ["email_address"] = new JsonObject
            {
                ["address"] = "dlang@example.com",
                ["permission_to_send"] = permission,
            },
            ["first_name"] = "Debora",
            ["custom_fields"] = new JsonArray(),
            ["phone_numbers"] = new JsonArray(),
            ["street_addresses"] = new JsonArray(),
            ["list_memberships"] = new JsonArray("l1"),
            ["taggings"] = new JsonArray(),
            ["notes"] = new JsonArray(),
        };

    private static JsonObject Body(UpdatePlan plan) => JsonNode.Parse(plan.Body)!.AsObject();
}
