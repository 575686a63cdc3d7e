using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Api;

public sealed class ApiDescriptionTests : IDisposable
{
    private const string Six = "custom_fields%2Clist_memberships%2Cphone_numbers%2Cstreet_addresses%2Ctaggings%2Cnotes";

    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_look_up_by_address_sees_deleted_contacts_and_everything_of_them()
    {
        _fixture.Service.Answer("""{"contacts":[{"contact_id":"a"}]}""");

        var found = await _fixture.SendAsync(ContactsApi.ByEmail("a+b@example.com"));

        Assert.Equal($"GET /v3/contacts?email=a%2Bb%40example.com&status=all&include={Six}", Sent());
        Assert.Equal("a", (string?)Assert.Single(found)["contact_id"]);
    }

    [Fact]
    public async Task A_look_up_by_address_that_answers_without_contacts_is_not_taken_for_none()
    {
        _fixture.Service.Answer("{}");

        await _fixture.FailsAsync<UnexpectedResponseException, IReadOnlyList<JsonObject>>(
            ContactsApi.ByEmail("a@example.com")
        );
    }

    [Fact]
    public async Task A_look_up_by_id_asks_for_everything()
    {
        _fixture.Service.Answer($$"""{"contact_id":"{{Id}}"}""");

        await _fixture.SendAsync(ContactsApi.ById(Id));

        Assert.Equal($"GET /v3/contacts/{Id}?include={Six}", Sent());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"contact_id":null}""")]
    [InlineData("""{"contact_id":"00000000-4752-11e9-9c8a-fa163e6b01c1"}""")]
    public async Task An_answer_about_another_contact_or_none_is_refused(string answer)
    {
        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, answer));

        await Assert.ThrowsAsync<UnexpectedResponseException>(() => _fixture.SendAsync(ContactsApi.ById(Id)));
        var put = await Assert.ThrowsAsync<UnexpectedResponseException>(() =>
            _fixture.SendAsync(ContactsApi.Put(Id, "{}"u8.ToArray()))
        );

        Assert.True(put.MayHaveArrived);
    }

    [Fact]
    public async Task A_PUT_sends_the_very_bytes_and_is_urgent_and_not_repeated_after_it_may_have_arrived()
    {
        _fixture.Service.Answer($$"""{"contact_id":"{{Id}}"}""");
        var moment = TestClock.Beginning.AddSeconds(5);
        var request = ContactsApi.Put(Id, Encoding.UTF8.GetBytes("""{"first_name":"Zoë"}"""), moment);

        await _fixture.SendAsync(request);

        Assert.Equal($"PUT /v3/contacts/{Id}", Sent());
        Assert.Equal("""{"first_name":"Zoë"}""", _fixture.Service.Sent.Single().Body);
        Assert.Equal("application/json", _fixture.Service.Sent.Single().ContentType);
        Assert.Equal(
            (PaceLane.Urgent, RepeatRule.OnlyIfNotArrived, moment),
            (request.Lane, request.Repeat, request.SendBefore)
        );
    }

    [Fact]
    public async Task A_new_contact_expects_201_and_is_not_repeated_after_it_may_have_arrived()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, $$"""{"contact_id":"{{Id}}"}""");
        var request = ContactsApi.Create(new JsonObject { ["create_source"] = "Account" });

        await _fixture.SendAsync(request);

        Assert.Equal("POST /v3/contacts", Sent());
        Assert.Equal(RepeatRule.OnlyIfNotArrived, request.Repeat);
    }

    [Fact]
    public async Task A_search_puts_every_condition_into_the_query()
    {
        var moment = new DateTimeOffset(2026, 5, 1, 2, 0, 0, TimeSpan.FromHours(2));
        var query = new ContactQuery
        {
            Status = ["active", "unsubscribed"],
            Email = "a@example.com",
            Lists = ["l1", "l2"],
            Tags = ["t"],
            UpdatedAfter = moment,
            UpdatedBefore = moment,
            CreatedAfter = moment,
            CreatedBefore = moment,
            OptOutAfter = moment,
            OptOutBefore = moment,
            SmsStatus = ["all"],
            Include = ["notes"],
            IncludeCount = true,
            PageSize = 7,
        };
        _fixture.Service.Answer("""{"contacts":[]}""");

        await _fixture.Client.ItemsAsync(ContactsApi.Search(query), default).ToListAsync();

        const string At = "2026-05-01T00%3A00%3A00Z";
        Assert.Equal(
            "GET /v3/contacts?status=active%2Cunsubscribed&email=a%40example.com&lists=l1%2Cl2&tags=t"
                + $"&updated_after={At}&updated_before={At}&created_after={At}&created_before={At}&optout_after={At}&optout_before={At}"
                + "&sms_status=all&include=notes&include_count=true&limit=7",
            Sent()
        );
    }

    [Fact]
    public async Task A_segment_is_asked_for_alone()
    {
        _fixture.Service.Answer("""{"contacts":[]}""");

        await _fixture
            .Client.ItemsAsync(ContactsApi.Search(new ContactQuery { SegmentId = 12 }), default)
            .ToListAsync();

        Assert.Equal("GET /v3/contacts?segment_id=12&limit=500", Sent());
        Assert.Throws<InvalidInputException>(() =>
            ContactsApi.Search(new ContactQuery { SegmentId = 12, Status = ["all"] })
        );
        Assert.Throws<InvalidInputException>(() =>
            ContactsApi.Search(new ContactQuery { SegmentId = 12, OptOutAfter = TestClock.Beginning })
        );
        Assert.Throws<InvalidInputException>(() =>
            ContactsApi.Search(new ContactQuery { SegmentId = 12, Include = ["notes"] })
        );
    }

    [Fact]
    public void Conditions_that_exceed_the_limits_of_the_service_are_refused_before_a_request()
    {
        Assert.Throws<InvalidInputException>(() => ContactsApi.Search(new ContactQuery { PageSize = 501 }));
        Assert.Throws<InvalidInputException>(() => ContactsApi.Search(new ContactQuery { PageSize = 0 }));
        Assert.Throws<InvalidInputException>(() => ContactsApi.Search(new ContactQuery { Lists = Many(26) }));
        Assert.Throws<InvalidInputException>(() => ContactsApi.Search(new ContactQuery { Tags = Many(51) }));
    }

    [Fact]
    public async Task A_CSV_import_that_is_throttled_sends_the_whole_form_again()
    {
        _fixture
            .Service.Answer(HttpStatusCode.TooManyRequests, """{"error_key":"throttled"}""")
            .Answer(HttpStatusCode.Created, Activity("initialized"));

        await _fixture.SendAsync(ActivitiesApi.ImportCsv(() => new ByteArrayContent("email"u8.ToArray())));

        Assert.All(_fixture.Service.Sent, sent => Assert.Contains("email", sent.Body, StringComparison.Ordinal));
        Assert.Equal(2, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task A_JSON_import_sends_its_bytes()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity("initialized"));

        await _fixture.SendAsync(ActivitiesApi.ImportJson(() => new ByteArrayContent("{}"u8.ToArray())));

        Assert.Equal("POST /v3/activities/contacts_json_import", Sent());
    }

    [Fact]
    public async Task An_activity_is_read_with_its_counters_and_errors_of_both_kinds()
    {
        _fixture.Service.Answer(
            """
            {"activity_id":"a","state":"completed","started_at":"2026-04-28T21:48:16Z","percent_done":100,"source_file_name":"x.csv",
             "activity_errors":["bad row",{"message":"gone"}],
             "status":{"items_total_count":87,"person_count":86,"error_count":0,"correctable_count":1,"cannot_add_to_list_count":"1"},
             "_links":{"self":{"href":"/v3/activities/a"}}}
            """
        );

        var activity = await _fixture.SendAsync(ActivitiesApi.ById("a"));

        Assert.True(activity.IsFinished);
        Assert.Equal(
            (87L, 86L, 0L, 1L, 1L),
            (
                activity.ItemsTotalCount,
                activity.PersonCount,
                activity.ErrorCount,
                activity.CorrectableCount,
                activity.CannotAddToListCount
            )
        );
        Assert.Equal("bad row|gone", string.Join('|', activity.Errors));
        Assert.Equal(new DateTimeOffset(2026, 4, 28, 21, 48, 16, TimeSpan.Zero), activity.StartedAt);
        Assert.Equal("x.csv", activity.SourceFileName);
    }

    [Fact]
    public async Task An_activity_without_id_is_an_unexpected_answer()
    {
        _fixture.Service.Answer("""{"state":"completed"}""");

        await _fixture.FailsAsync<UnexpectedResponseException, ImportActivity>(ActivitiesApi.ById("a"));
    }

    [Fact]
    public async Task Account_requests_read_summary_and_privileges()
    {
        _fixture
            .Service.Answer("""{"organization_name":"X"}""")
            .Answer("""[{"privilege_id":1,"privilege_name":"contacts:read"}]""");

        Assert.Equal("X", (string?)(await _fixture.SendAsync(AccountApi.Summary()))["organization_name"]);
        Assert.Equal("contacts:read", Assert.Single(await _fixture.SendAsync(AccountApi.UserPrivileges())));
    }

    [Fact]
    public async Task A_new_list_has_the_given_values()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, """{"list_id":"l","name":"News","favorite":true}""");

        var list = await _fixture.SendAsync(ListsApi.Create("News", "About us", favorite: true));

        Assert.Equal(
            """{"name":"News","favorite":true,"description":"About us"}""",
            _fixture.Service.Sent.Single().Body
        );
        Assert.Equal(("l", "News", true), (list.Id, list.Name, list.Favorite));
    }

    [Fact]
    public void Items_are_read_into_their_types()
    {
        var list = ListsApi.Read(
            Json(
                """{"list_id":"l","name":"News","membership_count":3,"created_at":"2026-04-28T21:46:22Z","deleted_at":null}"""
            )
        );
        var tag = TagsApi.Read(Json("""{"tag_id":"t","name":"VIP","tag_source":"Contact","contacts_count":2}"""));
        var field = CustomFieldsApi.Read(
            Json(
                """
                {"custom_field_id":"f","label":"Level","name":"level","type":"single_select","version":1,
                 "metadata":{"display_type":"dropdown"},"choices":[{"choice_id":1,"choice_label":"Gold","display_order":0}]}
                """
            )
        );

        Assert.Equal(("l", "News", 3L, null), (list.Id, list.Name, list.Members, list.DeletedAt));
        Assert.Equal(("t", "VIP", 2L), (tag.Id, tag.Name, tag.Contacts));
        Assert.Equal(
            ("f", "Level", "level", "single_select", 1L),
            (field.Id, field.Label, field.Name, field.Type, field.Version)
        );
        Assert.Equal(("1", "Gold"), (field.Choices[0].Id, field.Choices[0].Label));
        Assert.Equal("dropdown", (string?)field.Rules!["display_type"]);
        Assert.Throws<UnexpectedResponseException>(() => ListsApi.Read(Json("""{"name":"News"}""")));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Activity(string state) =>
        $$"""{"activity_id":"{{Id}}","state":"{{state}}","percent_done":1,"activity_errors":[],"status":{} }""";

    private static List<string> Many(int count) => Enumerable.Range(0, count).Select(i => $"id{i}").ToList();

    private string Sent() => _fixture.Service.Sent.Single().ToString();
}
