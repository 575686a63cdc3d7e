using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Tests.Support;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Jobs;

/// <summary>An account of people by number: every seventh is unsubscribed, every eleventh deleted.</summary>
public sealed class MemberLookupTests : IDisposable
{
    private static readonly ConsentRequest Listing = new(ConsentOperation.AddToList, ConsentSwitches.None);

    private static readonly ConsentRequest Restoring = new(ConsentOperation.Restore, ConsentSwitches.None);

    private readonly ClientFixture _fixture = new(
        new Core.Http.ApiClientOptions { RequestsPerSecond = 1000, RequestsPerDay = 1_000_000 }
    );

    private int _people = 3000;

    public MemberLookupTests() => _fixture.Service.Otherwise(Answer);

    private int Requests => _fixture.Service.Sent.Count;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Ids_without_need_of_consent_cost_nothing()
    {
        MemberList members = await FindAsync(
            [RequestedMember.ById(null, Id(7)), RequestedMember.ById(null, Id(11))],
            consent: null
        );

        Assert.Equal(0, Requests);
        Assert.Equal([Id(7), Id(11)], members.ContactIds);
    }

    [Fact]
    public async Task Many_ids_are_judged_by_reading_the_deleted_and_unsubscribed_contacts()
    {
        MemberList members = await FindAsync(
            [.. Enumerable.Range(1, 2000).Select(n => RequestedMember.ById(n, Id(n)))],
            Listing
        );

        Assert.Equal((Enumerable.Range(1, _people).Count(n => !IsFine(n)) + 499) / 500, Requests);
        Assert.All(
            _fixture.Service.Sent,
            r =>
                Assert.True(
                    r.Uri.Query.Contains("cursor=", StringComparison.Ordinal)
                        || r.Uri.Query.Contains("status=deleted%2Cunsubscribed", StringComparison.Ordinal)
                )
        );
        Assert.Equal(Enumerable.Range(1, 2000).Where(IsFine).Select(Id), members.ContactIds);
        Assert.Equal(2000, members.ContactIds.Count + members.HeldBack.Count);
    }

    [Fact]
    public async Task A_few_addresses_in_a_large_account_are_asked_for_singly_after_one_page()
    {
        _people = 100_000;

        MemberList members = await FindAsync(
            [.. Enumerable.Range(2000, 5).Select(n => RequestedMember.ByEmail(n, $"P{n}@EXAMPLE.com"))],
            consent: null
        );

        Assert.Equal(6, Requests);
        Assert.Equal(Enumerable.Range(2000, 5).Select(Id), members.ContactIds);
        Assert.Contains("cheaper", members.LookUp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_addresses_are_found_by_reading_all_contacts_and_no_further_than_needed()
    {
        _people = 5000;

        MemberList members = await FindAsync(
            [.. Enumerable.Range(1, 900).Select(n => RequestedMember.ByEmail(n, $"p{n}@example.com"))],
            Listing
        );

        Assert.Equal(2, Requests);
        Assert.Equal(Enumerable.Range(1, 900).Where(IsFine).Select(Id), members.ContactIds);
    }

    [Fact]
    public async Task Unknown_contact_is_missing_and_a_repeated_one_is_a_duplicate()
    {
        RequestedMember[] requested =
        [
            RequestedMember.ByEmail("x", "nobody@example.com"),
            RequestedMember.ByEmail("y", "p1@example.com"),
            RequestedMember.ById("z", Id(1)),
        ];

        MemberList members = await FindAsync(requested, consent: null);

        Assert.Equal("x", Assert.Single(members.Missing).Member.Given);
        Assert.Equal([Id(1)], members.ContactIds);
        Assert.Equal(1, members.Duplicates);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task One_id_is_asked_for_by_itself(int number)
    {
        MemberList members = await FindAsync([RequestedMember.ById(null, Id(number))], Listing);

        Assert.Equal($"/v3/contacts/{Id(number)}", Assert.Single(_fixture.Service.Sent).Uri.AbsolutePath);
        Assert.Equal(IsFine(number) ? 1 : 0, members.ContactIds.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whom_to_restore_is_looked_for_among_the_deleted(bool byEmail)
    {
        _people = 11_000;
        int[] deleted = [.. Enumerable.Range(1, _people).Where(IsDeleted)];

        MemberList members = await FindAsync([.. deleted.Select(n => Member(n, byEmail))], Restoring);

        Assert.Equal(2, Requests);
        Assert.Contains("status=deleted&", _fixture.Service.Sent.First().Uri.Query + "&", StringComparison.Ordinal);
        Assert.Equal(deleted.Where(n => n % 7 != 0).Select(Id), members.ContactIds);
        Assert.Equal(deleted.Where(n => n % 7 == 0).Select(Id), members.HeldBack.Select(h => h.ContactId));
        Assert.Empty(members.Unneeded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Contact_that_is_not_deleted_is_unchanged_by_a_restoration_and_an_unknown_one_is_missing(
        bool byEmail
    )
    {
        _people = 500;

        MemberList members = await FindAsync([.. Enumerable.Range(1, 501).Select(n => Member(n, byEmail))], Restoring);

        Assert.Equal(2, Requests);
        Assert.Equal(Enumerable.Range(1, 500).Where(n => IsDeleted(n) && n % 7 != 0).Select(Id), members.ContactIds);
        Assert.Equal(Enumerable.Range(1, 500).Count(n => !IsDeleted(n)), members.Unneeded.Count);
        MissingMember missing = Assert.Single(members.Missing);
        Assert.Equal((501, "CcNotFound"), (missing.Member.Given, missing.Error.ErrorId));
    }

    [Property(MaxTest = 60)]
    public void Every_contact_has_one_outcome_and_the_cost_never_exceeds_that_of_either_way(int seed)
    {
        var random = new Random(seed);
        using var test = new MemberLookupTests { _people = random.Next(1, 4000) };
        bool byEmail = random.Next(2) == 0;
        RequestedMember[] requested =
        [
            .. Enumerable
                .Range(0, random.Next(0, 60))
                .Select(_ => random.Next(1, test._people + 1))
                .Select(n =>
                    byEmail ? RequestedMember.ByEmail(n, $"p{n}@example.com") : RequestedMember.ById(n, Id(n))
                ),
        ];

        MemberList members = test
            ._fixture.Clock.DriveAsync(test.FindAsync(requested, Listing))
            .GetAwaiter()
            .GetResult();

        Assert.Equal(
            requested.Length,
            members.ContactIds.Count + members.HeldBack.Count + members.Missing.Count + members.Duplicates
        );
        Assert.Empty(members.Missing);
        Assert.All(members.ContactIds, id => Assert.True(IsFine(int.Parse(id[^12..], CultureInfo.InvariantCulture))));
        int universe = byEmail ? test._people : Enumerable.Range(1, test._people).Count(n => !IsFine(n));

        // One page is needed to learn how many contacts there are.
        Assert.InRange(test.Requests, 0, Math.Min(requested.Length + 1, Math.Max(1, (universe + 499) / 500)));
    }

    private static bool IsFine(int number) => number % 7 != 0 && !IsDeleted(number);

    private static bool IsDeleted(int number) => number % 11 == 0;

    private static string Id(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{number:D12}");

    private static JsonObject Person(int number)
    {
        var person = new JsonObject
        {
            ["contact_id"] = Id(number),
            ["email_address"] = new JsonObject
            {
                ["address"] = $"p{number}@example.com",
                ["permission_to_send"] = number % 7 == 0 ? "unsubscribed" : "implicit",
            },
        };
        if (IsDeleted(number))
        {
            person["deleted_at"] = "2024-01-01T00:00:00Z";
        }

        return person;
    }

    private static RequestedMember Member(int number, bool byEmail) =>
        byEmail ? RequestedMember.ByEmail(number, $"p{number}@example.com") : RequestedMember.ById(number, Id(number));

    private Task<MemberList> FindAsync(RequestedMember[] requested, ConsentRequest? consent) =>
        _fixture.Clock.DriveAsync(new MemberLookup(_fixture.Client, consent).FindAsync(requested, default));

    private HttpResponseMessage Answer(SentRequest sent)
    {
        string last = sent.Uri.Segments[^1];
        if (last != "contacts")
        {
            return StubHandler.Response(
                HttpStatusCode.OK,
                Person(int.Parse(last[^12..], CultureInfo.InvariantCulture)).ToJsonString()
            );
        }

        var query = HttpUtility.ParseQueryString(sent.Uri.Query);
        if (query["email"] is { } email)
        {
            int number =
                int.TryParse(email[1..email.IndexOf('@', StringComparison.Ordinal)], out int n) && n <= _people ? n : 0;
            return StubHandler.Response(
                HttpStatusCode.OK,
                new JsonObject
                {
                    ["contacts"] = number == 0 ? new JsonArray() : new JsonArray(Person(number)),
                }.ToJsonString()
            );
        }

        // The cursor holds filter and position, as the service's does.
        string[] cursor = query["cursor"]?.Split('|') ?? [query["status"]!, "0"];
        int[] all =
        [
            .. Enumerable
                .Range(1, _people)
                .Where(n =>
                    cursor[0] switch
                    {
                        "all" => true,
                        ConsentStatus.Deleted => IsDeleted(n),
                        _ => !IsFine(n),
                    }
                ),
        ];
        int from = int.Parse(cursor[1], CultureInfo.InvariantCulture);
        var page = new JsonObject
        {
            ["contacts"] = new JsonArray([.. all.Skip(from).Take(500).Select(n => (JsonNode)Person(n))]),
            ["contacts_count"] = all.Length,
        };
        if (from + 500 < all.Length)
        {
            page["_links"] = new JsonObject
            {
                ["next"] = new JsonObject
                {
                    ["href"] = $"/v3/contacts?cursor={Uri.EscapeDataString($"{cursor[0]}|{from + 500}")}",
                },
            };
        }

        return StubHandler.Response(HttpStatusCode.OK, page.ToJsonString());
    }
}
