using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Proving;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// Who may write when: the first write of each shape alone, and rows about one contact one after the other.
/// </summary>
public sealed class CanaryGateTests
{
    private readonly CanaryGate _gate = new();

    [Fact]
    public async Task Proven_shape_is_not_proven_again_and_a_new_one_is()
    {
        using (var first = await _gate.EnterAsync(["a"]))
        {
            Assert.True(first.MustProve);
            first.Prove();
        }

        using var second = await _gate.EnterAsync(["a"]);
        using var none = await _gate.EnterAsync([]);
        Assert.False(second.MustProve);
        Assert.False(none.MustProve);
        using var third = await _gate.EnterAsync(["a", "b"]);
        Assert.True(third.MustProve);
    }

    [Fact]
    public async Task Second_unproven_shape_waits_for_the_first_whatever_shapes_they_are()
    {
        var first = await _gate.EnterAsync(["a"]);
        var second = _gate.EnterAsync(["b"]);
        Assert.False(second.IsCompleted);
        using (var proven = await _gate.EnterAsync([]))
        {
            Assert.False(proven.MustProve);
        }

        Assert.False(second.IsCompleted);
        var third = _gate.EnterAsync(["c"]);
        Assert.False(third.IsCompleted);
        first.Dispose();

        // Either of the two goes on, and the other one waits for it.
        var next = await Task.WhenAny(second, third);
        var last = next == second ? third : second;
        Assert.True((await next).MustProve);
        first.Dispose();
        Assert.False(_gate.EnterAsync(["a"]).IsCompleted);
        Assert.False(last.IsCompleted);
    }

    [Fact]
    public async Task Shape_whose_proof_was_given_up_has_to_be_proven_by_the_next()
    {
        (await _gate.EnterAsync(["a"])).Dispose();

        Assert.True((await _gate.EnterAsync(["a"])).MustProve);
    }

    [Fact]
    public async Task Waiting_row_goes_on_when_its_shape_is_proven()
    {
        var first = await _gate.EnterAsync(["a"]);
        var same = _gate.EnterAsync(["a"]);
        first.Prove();
        first.Dispose();
        Assert.False((await same).MustProve);
    }

    [Fact]
    public async Task Row_waits_for_every_earlier_row_that_names_its_contact_and_for_no_other()
    {
        var flight = new InFlight();
        var first = flight.Enter(["a@example.com", "id1"]);
        var other = flight.Enter(["b@example.com"]);
        var second = flight.Enter(["A@example.com"]);
        var third = flight.Enter(["ID1", "b@example.com"]);
        Assert.Null(first.Earlier);
        Assert.Null(other.Earlier);

        Assert.False(second.Earlier!.IsCompleted);
        first.Dispose();
        await second.Earlier;
        Assert.False(third.Earlier!.IsCompleted);
        other.Dispose();
        await third.Earlier;

        var fourth = flight.Enter(["a@example.com"]);
        Assert.False(fourth.Earlier!.IsCompleted);
        second.Dispose();
        await fourth.Earlier;
        fourth.Dispose();
        Assert.Null(flight.Enter(["a@example.com"]).Earlier);
        Assert.NotNull(flight.Enter(["id1"]).Earlier);
    }

    [Fact]
    public void Name_that_a_row_turns_out_to_be_about_makes_it_wait_for_that_too()
    {
        var flight = new InFlight();
        flight.Enter(["id1"]);
        var place = flight.Enter(["a@example.com"]);
        Assert.Null(place.Earlier);

        Assert.False(place.Extend(["A@example.com"]));
        Assert.True(place.Extend(["a@example.com", "id1"]));
        Assert.NotNull(place.Earlier);
        Assert.False(place.Extend(["id1"]));
        Assert.Null(place.Earlier);
    }

    [Fact]
    public void Look_up_misses_only_the_writes_since_its_beginning()
    {
        var flight = new InFlight();
        using var look = flight.Begin();
        var reader = flight.Enter(["a@example.com"]);
        Write("b@example.com", writes: true);
        Write("A@example.com", writes: false);
        Assert.False(look.Missed(reader));

        Write("A@example.com", writes: true);
        Assert.True(look.Missed(reader));
        look.Renew();
        Assert.False(look.Missed(reader));
        var over = flight.Begin();
        over.Dispose();
        Write("a@example.com", writes: true);
        Assert.False(over.Missed(reader));
        using var late = flight.Begin();
        Assert.False(late.Missed(reader));

        void Write(string name, bool writes)
        {
            var place = flight.Enter([name]);
            place.Writes = writes;
            place.Dispose();
        }
    }

    [Fact]
    public void Previewed_contact_is_found_by_each_of_its_names()
    {
        var flight = new InFlight();
        flight.Enter(["a@example.com"]).Preview(new JsonObject { ["first_name"] = "One" }, ["c1", "a@example.com"]);

        Assert.Equal("One", (string?)flight.Previewed("C1")!["first_name"]);
        Assert.Equal("One", (string?)flight.Previewed("A@example.com")!["first_name"]);
        Assert.Null(flight.Previewed("b@example.com"));
    }

    [Theory]
    [InlineData("{}", "any PUT,no e-mail address")]
    [InlineData("""{"email_address":{}}""", "any PUT")]
    [InlineData("""{"email_address":{},"taggings":[]}""", "any PUT")]
    [InlineData(
        """{"email_address":{},"taggings":["t"],"notes":[{"content":"x"}]}""",
        "any PUT,notes,notes: entry sent back,taggings,taggings: entry sent back"
    )]
    [InlineData("""{"email_address":{},"sms_channel":{}}""", "any PUT,sms_channel")]
    [InlineData("""{"email_address":{"permission_to_send":"unsubscribed"}}""", "any PUT,unsubscribed")]
    [InlineData(
        """{"email_address":{"odd":1},"loyalty":1}""",
        "any PUT,unknown member email_address.odd,unknown member loyalty"
    )]
    public void Shape_of_a_put_names_all_that_is_in_doubt_about_it(string contact, string shapes)
    {
        var current = JsonNode.Parse(contact)!.AsObject();
        current["contact_id"] = "c1";

        var plan = UpdatePlan.For(
            current,
            new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = "New" } },
            new MergeOptions { IncludeUnsubscribed = true }
        );

        Assert.Equal(shapes, string.Join(",", PutShapes.Of(plan).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Entry_that_is_sent_back_replaced_or_removed_is_a_shape_and_one_that_is_added_is_not()
    {
        var current = JsonNode
            .Parse(
                """{"contact_id":"c1","email_address":{},"taggings":["t1"],"phone_numbers":[{"kind":"home","phone_number":"1"}],"notes":[null]}"""
            )!
            .AsObject();
        var tag = new NamedId("t1", "T");
        const string notes = "notes,notes: entry sent back";

        Assert.Equal(
            $"any PUT,{notes},phone_numbers,phone_numbers: entry sent back,taggings,taggings: entry sent back",
            Shapes(
                new ContactPatch
                {
                    AddTags = [new NamedId("t2", "T")],
                    Phones = new Dictionary<string, string?> { ["work"] = "2" },
                }
            )
        );
        Assert.Equal(
            $"any PUT,{notes},phone_numbers,phone_numbers: entry sent back,taggings: entry replaced or removed",
            Shapes(new ContactPatch { RemoveTags = [tag] })
        );
        Assert.Equal(
            $"any PUT,{notes},phone_numbers,phone_numbers: entry replaced or removed,taggings,taggings: entry sent back",
            Shapes(new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = "2" } })
        );

        string Shapes(ContactPatch patch) =>
            string.Join(
                ",",
                PutShapes.Of(UpdatePlan.For(current, patch, new MergeOptions())).Order(StringComparer.Ordinal)
            );
    }

    [Theory]
    [InlineData(ContactMembers.PhoneNumbers, 3, 3)]
    [InlineData(ContactMembers.CustomFields, 25, 50)]
    [InlineData(ContactMembers.ListMemberships, 50, 50)]
    public void Limit_counts_only_what_the_patch_adds(string member, int safe, int hard)
    {
        Assert.Equal(0, Warnings(safe - 1));
        Assert.Equal(safe == hard ? -1 : 1, Warnings(safe));
        Assert.Equal(safe == hard ? 0 : 1, Warnings(hard - 1));
        Assert.Equal(-1, Warnings(hard));
        var over = Contact(hard + 1);
        Assert.Empty(
            UpdatePlan
                .For(
                    over,
                    new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = "New" } },
                    new MergeOptions()
                )
                .Warnings
        );

        int Warnings(int there)
        {
            var patch = member switch
            {
                ContactMembers.PhoneNumbers => new ContactPatch
                {
                    Phones = new Dictionary<string, string?> { ["new"] = "1" },
                },
                ContactMembers.CustomFields => new ContactPatch
                {
                    Fields = [FieldPatch.Set(new NamedId("new", "New"), "x")],
                },
                _ => new ContactPatch { AddLists = [new NamedId("new", "New")] },
            };
            try
            {
                return UpdatePlan.For(Contact(there), patch, new MergeOptions()).Warnings.Count;
            }
            catch (Core.Errors.InvalidInputException e) when (e.ErrorId == "CcLimitExceeded")
            {
                return -1;
            }
        }

        JsonObject Contact(int count)
        {
            var contact = UpdatePlanTests.Contact("implicit");
            contact[member] = new JsonArray([
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                        member switch
                        {
                            ContactMembers.PhoneNumbers => new JsonObject
                            {
                                ["kind"] = $"k{i}",
                                ["phone_number"] = "1",
                            },
                            ContactMembers.CustomFields => new JsonObject
                            {
                                ["custom_field_id"] = $"f{i}",
                                ["value"] = "x",
                            },
                            _ => (JsonNode)$"l{i}",
                        }
                    ),
            ]);
            return contact;
        }
    }

    [Fact]
    public void Held_back_contact_is_unchanged_if_nothing_would_change()
    {
        var current = UpdatePlanTests.Contact("unsubscribed");
        var same = new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = "Debora" } };
        var other = new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = "Deborah" } };
        current["phone_numbers"] = JsonNode.Parse(
            """[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"2"}]"""
        );
        var ambiguous = new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = "3" } };

        Assert.Equal((true, true), Judged(same, new MergeOptions()));
        Assert.Equal((false, false), Judged(other, new MergeOptions()));
        Assert.Equal((false, false), Judged(ambiguous, new MergeOptions()));
        Assert.Equal((false, false), Judged(same, new MergeOptions { Replace = true }));

        (bool, bool) Judged(ContactPatch patch, MergeOptions options)
        {
            var plan = UpdatePlan.For(current, patch, options);
            return (plan.IsUnchanged, plan.Suppressed is null);
        }
    }
}
