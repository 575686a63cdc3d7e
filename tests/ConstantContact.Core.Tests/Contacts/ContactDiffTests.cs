using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>The differences between two states of a contact, and how the proof after a PUT judges them.</summary>
public sealed class ContactDiffTests
{
    private const string Was = """
        {"email_address":{"address":"a@example.com","opt_in_date":"2020-01-01T00:00:00Z","updated_at":"2020-01-01T00:00:00Z","odd":{"b":1,"a":[1,2]}},
         "created_at":"2020-01-01T00:00:00Z","anniversary":"2006-11-05","custom_fields":[{"custom_field_id":"F","choice_ids":["2","1"],"value":"x","flag":{"a":1}}],
         "phone_numbers":[{"phone_number":"2"},{"phone_number":"1"}],"street_addresses":[{"kind":"Home","city":"Graz","state":""}],
         "list_memberships":["L1","l1"],"taggings":["t1"],"notes":[{"created_at":"2020-01-01T01:00:00+01:00"}],
         "sms_channel":{"sms_address":"1","updated_at":"2020-01-01","update_source":"x"},"loyalty":[1,{"b":2,"a":null}]}
        """;

    [Fact]
    public void Facets_name_every_value_as_finely_as_an_update_can()
    {
        Assert.Equal(
            [
                "anniversary = 2006-11-05",
                "custom_fields[f] = 1;2",
                """custom_fields[f].flag = {"a":1}""",
                "email_address.address = a@example.com",
                """email_address.odd = {"a":[1,2],"b":1}""",
                "list_memberships[l1] = yes",
                """loyalty = [1,{"a":,"b":2}]""",
                "notes[] = 2020-01-01T00:00:00",
                "phone_numbers[?] = yes; yes",
                "phone_numbers[?].phone_number = 1; 2",
                """sms_channel = {"sms_address":"1"}""",
                "street_addresses[home] = yes",
                "street_addresses[home].city = Graz",
                "taggings[t1] = yes",
            ],
            ContactFacets.Of(Json(Was)).Values.Select(f => $"{f.Path} = {f.Shown}").Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("11/5/2006")]
    [InlineData("11-05-2006")]
    [InlineData("2006/11/05")]
    [InlineData("2006-11-5")]
    public void Anniversary_is_the_same_day_in_every_form(string text) =>
        Assert.Empty(
            ContactDiff.Between(Json("""{"anniversary":"2006-11-05"}"""), new JsonObject { ["anniversary"] = text })
        );

    [Theory]
    [InlineData("""{"first_name":""}""", "{}")]
    [InlineData("""{"first_name":null}""", "{}")]
    [InlineData(
        """{"notes":[{"content":"x","created_at":"2020-01-01T01:00:00+01:00"}]}""",
        """{"notes":[{"content":"x","created_at":"2020-01-01T00:00:00Z","note_id":"n"}]}"""
    )]
    [InlineData(
        """{"phone_numbers":[{"kind":"Home","phone_number":"1","phone_number_id":"a","created_at":"x"}]}""",
        """{"phone_numbers":[{"kind":"home","phone_number":"1","phone_number_id":"b"}]}"""
    )]
    [InlineData(
        """{"street_addresses":[{"kind":"home","city":"a","street_address_id":"a","updated_at":"x"}]}""",
        """{"street_addresses":[{"kind":"home","city":"a"}]}"""
    )]
    [InlineData(
        """{"custom_fields":[{"custom_field_id":"f","choice_ids":["1","2"],"value":"a"}]}""",
        """{"custom_fields":[{"custom_field_id":"F","choice_ids":["2","1"],"value":"b"}]}"""
    )]
    [InlineData(
        """{"sms_channel":{"sms_address":"1","updated_at":"x","update_source":"y"}}""",
        """{"sms_channel":{"sms_address":"1"}}"""
    )]
    [InlineData("""{"loyalty":{"a":1,"b":2}}""", """{"loyalty":{"b":2,"a":1}}""")]
    [InlineData("""{"email_address":{"address":"a","updated_at":"x"}}""", """{"email_address":{"address":"a"}}""")]
    public void Same_contact_in_other_words_has_no_difference(string one, string other)
    {
        Assert.Empty(ContactDiff.Between(Json(one), Json(other)));
        Assert.Empty(ContactDiff.Between(Json(other), Json(one)));
    }

    [Fact]
    public void Change_has_its_place_its_old_and_its_new_value()
    {
        var changes = ContactDiff.Between(
            Json(
                """{"first_name":"Ann","phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"2"}],"taggings":["t"]}"""
            ),
            Json("""{"first_name":"Bea","phone_numbers":[{"kind":"home","phone_number":"3"}],"job_title":"Pilot"}""")
        );

        Assert.Equal(
            [
                ("first_name", "Ann", "Bea", false),
                ("job_title", null, "Pilot", false),
                ("phone_numbers[home]", "yes; yes", "yes", true),
                ("phone_numbers[home].phone_number", "1; 2", "3", true),
                ("taggings[t]", "yes", null, false),
            ],
            changes.OrderBy(c => c.Path, StringComparer.Ordinal).Select(c => (c.Path, c.Old, c.New, c.WasSeveral))
        );
        Assert.Contains(
            "taggings[t]: yes",
            changes.Single(c => c.Member == "taggings").ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "first_name: Ann ",
            changes.Single(c => c.Member == "first_name").ToString(),
            StringComparison.Ordinal
        );
        Assert.EndsWith(" Bea", changes.Single(c => c.Member == "first_name").ToString(), StringComparison.Ordinal);
        Assert.EndsWith("(none)", changes.Single(c => c.Member == "taggings").ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "job_title: (none) ",
            changes.Single(c => c.Member == "job_title").ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Several_entries_that_all_go_are_marked_as_several()
    {
        var change = Assert.Single(ContactDiff.Between(Json("""{"notes":[{"content":"x"},{"content":"x"}]}"""), []));

        Assert.True(change.WasSeveral);
    }

    [Fact]
    public void Entry_is_shown_by_its_parts_if_it_has_any_and_by_itself_otherwise()
    {
        var changes = ContactDiff.Between(
            Json(
                """{"street_addresses":[{"kind":"work"},{"kind":"other","city":"Wien"}],"phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"2"}]}"""
            ),
            Json(
                """{"street_addresses":[{"kind":"home","city":"Graz"}],"phone_numbers":[{"kind":"home","phone_number":"1"}],"taggings":["t"],"notes":[{"content":"met"}],"job_title":"yes"}"""
            )
        );

        Assert.Equal(
            [
                "job_title",
                "notes[met]",
                "phone_numbers[home].phone_number",
                "street_addresses[home].city",
                "street_addresses[other].city",
                "street_addresses[work]",
                "taggings[t]",
            ],
            ContactDiff.Shown(changes).Select(c => c.Path).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Answer_of_the_service_is_proven_member_by_member()
    {
        var before = Json(
            """{"first_name":"Ann","taggings":["t"],"phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"2"}]}"""
        );
        var merged = Json(
            """{"first_name":"Bea","taggings":["t"],"phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"3"}]}"""
        );

        // A value of several entries cannot have taken another form: it is wrong.
        var several = ContactVerification.Of(
            before,
            merged,
            Json(
                """{"first_name":"Bea","taggings":["t"],"phone_numbers":[{"kind":"home","phone_number":"4"},{"kind":"home","phone_number":"5"}]}"""
            ),
            full: true
        );
        Assert.Equal("phone_numbers[home].phone_number should be '1; 3' and is '4; 5'", Assert.Single(several.Wrong));
        var joined = ContactVerification.Of(
            before,
            merged,
            Json("""{"first_name":"Bea","taggings":["t"],"phone_numbers":[{"kind":"home","phone_number":"13"}]}"""),
            full: true
        );
        Assert.Equal(2, joined.Wrong.Count);

        // An answer without an array proves nothing. A re-read without it shows a loss.
        Assert.Empty(ContactVerification.Of(before, merged, Json("""{"first_name":"Bea"}"""), full: false).Wrong);
        Assert.Equal(
            3,
            ContactVerification.Of(before, merged, Json("""{"first_name":"Bea"}"""), full: true).Wrong.Count
        );
        Assert.Equal(
            "the contact is deleted",
            Assert.Single(
                ContactVerification
                    .Of(before, before, Json("""{"first_name":"Ann","deleted_at":"2026-01-01"}"""), full: false)
                    .Wrong
            )
        );
    }

    [Theory]
    [InlineData("""{"taggings":["t2"]}""", false, "")]
    [InlineData("""{"list_memberships":["l2"]}""", true, "")]
    [InlineData("""{"taggings":["t2"]}""", true, "")]
    [InlineData("""{"job_title":"Pilot"}""", true, "job_title is 'Pilot' and should not be there")]
    [InlineData("""{"job_title":"Pilot"}""", false, "")]
    [InlineData("""{"company_name":"Loaf"}""", true, "company_name was to be removed and is still there")]
    [InlineData("""{"company_name":"Loaf"}""", false, "company_name was to be removed and is still there")]
    public void Value_beyond_what_was_asked_for_is_judged_by_where_it_comes_from(string shown, bool full, string wrong)
    {
        var proof = ContactVerification.Of(
            Json("""{"company_name":"Loaf","email_address":{}}"""),
            [],
            Json(shown),
            full
        );

        Assert.Equal(wrong, string.Join("", proof.Wrong));
    }

    [Fact]
    public void Missing_names_what_is_not_there_or_differs_and_nothing_else()
    {
        var merged = Json(
            """{"first_name":"Ann","last_name":"Lee","email_address":{"address":"a@example.com"},"notes":[{"content":"met"}]}"""
        );

        Assert.Equal(
            ["last_name"],
            ContactVerification.Missing(
                merged,
                Json(
                    """{"first_name":"Ann","last_name":"Li","job_title":"x","email_address":{"address":"A@example.com"},"notes":[{"content":"met","created_at":"2020-01-01"}]}"""
                )
            )
        );
        Assert.Equal(
            ["first_name", "last_name", "email_address.address", "notes[met]"],
            ContactVerification.Missing(merged, [])
        );
        Assert.Equal(
            ["notes[met]"],
            ContactVerification.Missing(
                Json("""{"notes":[{"content":"met","created_at":"2020-01-01"}]}"""),
                Json("""{"notes":[{"content":"met","created_at":"2021-01-01"}]}""")
            )
        );
        Assert.Equal(
            ["notes[met]"],
            ContactVerification.Missing(
                Json("""{"notes":[{"content":"met"}]}"""),
                Json("""{"notes":[{"content":"met"},{"content":"met"}]}""")
            )
        );
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00.9Z", false)]
    [InlineData("2019-12-31T23:59:59.1Z", false)]
    [InlineData("2020-01-01T01:00:00+01:00", false)]
    [InlineData("2020-01-01T00:00:01Z", true)]
    [InlineData("2019-12-31T23:59:59Z", true)]
    [InlineData("soon", true)]
    public void Moment_of_consent_has_moved_from_one_second_on(string stamp, bool moved)
    {
        foreach (
            var (member, owner) in new[]
            {
                ("opt_in_date", "email_address."),
                ("created_at", "email_address."),
                ("created_at", ""),
            }
        )
        {
            var (was, now) = (Stamped(member, owner, "2020-01-01T00:00:00Z"), Stamped(member, owner, stamp));

            var changes = ContactVerification.ConsentChanges(was, now, timestampCounts: false);
            Assert.Equal(
                moved
                    ? [$"{owner}{member} was '2020-01-01T00:00:00Z' when the contact was looked up and is '{stamp}'"]
                    : [],
                changes
            );
            Assert.Equal(moved ? 1 : 0, ContactVerification.ConsentChanges(now, was, timestampCounts: false).Count);
        }
    }

    [Fact]
    public void Stamp_of_the_address_counts_only_once_the_service_is_known_to_keep_it()
    {
        var (was, now) = (
            Stamped("updated_at", "email_address.", "2020-01-01T00:00:00Z"),
            Stamped("updated_at", "email_address.", "2021-01-01T00:00:00Z")
        );

        Assert.Empty(ContactVerification.ConsentChanges(was, now, timestampCounts: false));
        Assert.Single(ContactVerification.ConsentChanges(was, now, timestampCounts: true));
        Assert.Empty(ContactVerification.ConsentChanges(was, [], timestampCounts: true));
        Assert.Equal(
            (true, false),
            (ContactVerification.KeptTimestamp(was, was), ContactVerification.KeptTimestamp(was, now))
        );
        Assert.Null(ContactVerification.KeptTimestamp(was, []));
        Assert.Null(ContactVerification.KeptTimestamp([], was));
        Assert.Null(ContactVerification.KeptTimestamp(was, Json("""{"email_address":{}}""")));
        Assert.True(
            ContactVerification.KeptTimestamp(
                Stamped("updated_at", "email_address.", "soon"),
                Stamped("updated_at", "email_address.", "soon")
            )
        );
    }

    [Fact]
    public void Opt_out_that_is_not_there_on_either_side_has_not_moved()
    {
        Assert.Empty(ContactVerification.OptOutChanges([], Json("""{"email_address":{"opt_out_reason":""}}""")));
        Assert.Equal(
            [
                "email_address.opt_out_reason was '' and is 'moved'",
                "email_address.permission_to_send was '' and is 'unsubscribed'",
            ],
            ContactVerification.OptOutChanges(
                [],
                Json("""{"email_address":{"opt_out_reason":"moved","permission_to_send":"unsubscribed"}}""")
            )
        );
    }

    private static JsonObject Stamped(string member, string owner, string stamp)
    {
        var holder = new JsonObject { [member] = stamp };
        return owner.Length == 0 ? holder : new JsonObject { ["email_address"] = holder };
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
