using System.Net;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Names;

public sealed class NameDirectoryTests : IDisposable
{
    private const string News = "04fe9a97-a579-43c5-bb1a-58ed29bf0a6a";

    private readonly ClientFixture _fixture = new();

    private readonly NameDirectory _names;

    private string _lists =
        $$"""{"lists":[{"list_id":"{{News}}","name":"Spring news"},{"list_id":"b","name":"VIP"},{"list_id":"c","name":"vip"}]}""";

    public NameDirectoryTests()
    {
        _names = new NameDirectory(_fixture.Client);
        _fixture.Service.Otherwise(sent =>
            StubHandler.Response(
                HttpStatusCode.OK,
                sent.Uri.AbsolutePath switch
                {
                    "/v3/contact_lists" => _lists,
                    "/v3/contact_tags" => """{"tags":[{"tag_id":"t1","name":"Member"}]}""",
                    _ => """
                    {"custom_fields":[{"custom_field_id":"f1","label":"Customer ID","name":"customer_id","type":"string"},
                    {"custom_field_id":"f2","label":"Level","name":"level_1","type":"single_select"},
                    {"custom_field_id":"f3","label":"level_1","name":"other","type":"string"}]}
                    """,
                }
            )
        );
    }

    public void Dispose()
    {
        _names.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData("Spring news")]
    [InlineData(" SPRING NEWS ")]
    public async Task A_name_is_found_whole_and_without_regard_to_case(string name) =>
        Assert.Equal(News, (await ListAsync(name)).Id);

    [Fact]
    public async Task An_id_passes_without_a_request()
    {
        var list = await ListAsync("04FE9A97-a579-43c5-bb1a-58ed29bf0a6a");
        var tag = await _names.TagAsync(News, default);

        Assert.Equal((News, null), (list.Id, list.Name));
        Assert.Equal(News, tag.Id);
        Assert.Empty(_fixture.Service.Sent);

        await ListAsync("Spring news");
        Assert.Equal("Spring news", (await ListAsync(News)).Name);
    }

    [Fact]
    public async Task An_ambiguous_name_lists_the_ids()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync("Vip"));

        Assert.Equal("CcAmbiguousName", error.ErrorId);
        Assert.Contains("'VIP' (b), 'vip' (c)", error.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Service.Sent);
    }

    [Theory]
    [InlineData("Sprng news", "'Spring news'")]
    [InlineData("spring", "'Spring news'")]
    [InlineData("Completely different", "The account has: 'Spring news', 'VIP'.")]
    public async Task An_unknown_name_lists_close_ones_or_all_where_they_are_few(string name, string expected)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync(name));

        Assert.Equal("CcUnknownName", error.ErrorId);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_among_many_says_how_many_there_are()
    {
        _lists =
            $$"""{"lists":[{{string.Join(",", Enumerable.Range(10, 40).Select(i => $$"""{"list_id":"{{i}}","name":"List {{i}}"}"""))}}]}""";

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync("Completely different"));

        Assert.Contains("None of the account's 40 lists has a similar name.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f1")]
    [InlineData("customer_id")]
    [InlineData("Customer id")]
    [InlineData("cf:customer_id")]
    [InlineData("CF:Customer ID")]
    public async Task A_field_is_found_by_id_name_and_label_with_and_without_prefix(string name) =>
        Assert.Equal("f1", (await _fixture.Clock.DriveAsync(_names.CustomFieldAsync(name, default))).Id);

    [Fact]
    public async Task A_field_whose_name_is_anothers_label_is_ambiguous()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _fixture.Clock.DriveAsync(_names.CustomFieldAsync("level_1", default))
        );

        Assert.Contains("f2", error.Message, StringComparison.Ordinal);
        Assert.Contains("f3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Nothing_is_no_name(string name)
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync(name));
        await Assert.ThrowsAsync<InvalidInputException>(() => _names.CustomFieldAsync("cf:" + name, default));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Fact]
    public async Task One_request_serves_all_callers_for_a_minute_and_all_simultaneous_ones()
    {
        await _fixture.Clock.DriveAsync(
            Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _names.ListAsync("Spring news", default)))
        );
        _fixture.Clock.Advance(TimeSpan.FromSeconds(59));
        await ListAsync("Spring news");
        Assert.Single(_fixture.Service.Sent);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await ListAsync("Spring news");
        Assert.Equal(2, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task A_name_made_meanwhile_is_found_by_looking_once_more()
    {
        await ListAsync("Spring news");
        _lists = """{"lists":[{"list_id":"n","name":"Made now"}]}""";

        Assert.Equal("n", (await ListAsync("Made now")).Id);
        Assert.Equal(2, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task Many_unknown_names_do_not_eat_the_allowance()
    {
        for (var i = 0; i < 200; i++)
        {
            await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync($"unknown {i % 100}"));
        }

        Assert.Equal(4, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_affect_the_others()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _names.ListAsync("Spring news", cancel.Token));

        Assert.Equal(News, (await ListAsync("Spring news")).Id);
    }

    [Fact]
    public async Task Ids_are_turned_back_into_names_for_displays()
    {
        Assert.Equal("Spring news", await _fixture.Clock.DriveAsync(_names.ListNameAsync(News, default)));
        Assert.Equal("Member", await _fixture.Clock.DriveAsync(_names.TagNameAsync("t1", default)));
        Assert.Equal(
            "Customer ID",
            (await _fixture.Clock.DriveAsync(_names.CustomFieldByIdAsync("f1", default)))?.Label
        );
        Assert.Null(await _fixture.Clock.DriveAsync(_names.ListNameAsync("gone", default)));
    }

    [Fact]
    public async Task Completers_use_known_names_and_send_no_request()
    {
        Assert.Null(_names.KnownLists);
        await _fixture.Clock.DriveAsync(_names.ListsAsync(default));

        Assert.Equal(3, _names.KnownLists!.Count);
        Assert.Null(_names.KnownTags);
        _names.Forget();
        Assert.Null(_names.KnownLists);
    }

    [Fact]
    public async Task A_view_sends_through_its_own_client_and_shares_what_it_finds()
    {
        using var view = _names.Through(_fixture.Client.Observed(_fixture.Recorder));

        await view.TagsAsync(default);
        await _names.TagsAsync(default);

        Assert.Single(_fixture.Recorder.Attempts);
        Assert.Single(_fixture.Service.Sent);
    }

    private Task<Core.Api.ContactList> ListAsync(string name) =>
        _fixture.Clock.DriveAsync(_names.ListAsync(name, default));
}
