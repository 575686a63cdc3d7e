using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

/// <summary>Errors name the item of the request, in one wording, whatever the service says.</summary>
public sealed class AnswerErrorTextTests : IDisposable
{
    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("contact")]
    [InlineData("list")]
    [InlineData("tag")]
    [InlineData("custom field")]
    [InlineData("activity")]
    public async Task Missing_item_is_named_by_its_kind_and_id(string kind)
    {
        _fixture.Service.Answer(
            HttpStatusCode.NotFound,
            """[{"error_key":"not_found","error_message":"The thing was not found"}]"""
        );

        var error = await _fixture.FailsAsync<NotFoundException, JsonObject>(
            Of("items/{" + kind.Replace(' ', '_') + "_id}")
        );

        Assert.Equal($"There is no {kind} with the id '{Id}'.", error.Message);
    }

    [Fact]
    public async Task Address_without_the_API_is_not_taken_for_a_missing_item()
    {
        _fixture.Service.Answer(HttpStatusCode.NotFound, "<html></html>", "text/html");

        var error = await _fixture.FailsAsync<NotFoundException, JsonObject>(Of("contacts/{contact_id}"));

        Assert.Contains("nothing at this address (404)", error.Message, StringComparison.Ordinal);
        Assert.Contains("-BaseUri", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_names_the_item_and_the_services_words_end_with_a_full_stop()
    {
        _fixture.Service.Answer(
            HttpStatusCode.Conflict,
            """[{"error_key":"conflict","error_message":"Another process is at work"}]"""
        );

        var error = await _fixture.FailsAsync<ConflictException, JsonObject>(Of("contact_lists/{list_id}"));

        Assert.Contains($"the list '{Id}' already exists", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The service says: Another process is at work.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Used_up_allowance_advises_nothing_that_needs_one()
    {
        var error = QuotaExceededException.Counted(10_000, new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            "Today's allowance of 10,000 requests is used up. It resets at 2026-05-05 00:00 UTC.",
            error.Message
        );
        Assert.Equal("Run the command again after 2026-05-05 00:00 UTC.", error.RecommendedAction);
    }

    private static ApiRequest<JsonObject> Of(string template)
    {
        var name = template.Substring(template.IndexOf('{') + 1).TrimEnd('}');
        return new(HttpMethod.Get, template, CcJson.ReadObjectAsync)
        {
            Repeat = RepeatRule.Safe,
            PathValues = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = Id },
        };
    }
}
