using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Runs.Review;

public sealed class ReviewWriterTests : IDisposable
{
    private static readonly string[] Hostile =
    [
        "</script>",
        "<script>alert(1)</script>",
        "</SCRIPT ",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "{{entries}}",
        "{{script}}",
        "{{",
        "}}",
        "&lt;",
        "&",
        "\"",
        "'",
        "`",
        "\\",
        "\\u003c",
        "\0",
        "\u001b[31m",
        "\r\n",
        "\n",
        "\t",
        "\u007f",
        "\u0085",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00",
        "\uffff",
        "\u0130",
    ];

    private readonly string _home = Directory.CreateTempSubdirectory("pages-").FullName;

    private DataFolder Data => new(Path.Combine(_home, "data"));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Property(MaxTest = 500)]
    public void Page_has_the_same_markup_for_any_values_and_the_script_reads_the_values(int seed)
    {
        var random = new Random(seed);
        ReviewEntry entry = new()
        {
            Key = Text(random),
            ContactId = Text(random),
            Row = random.Next(),
            Outcome = Text(random),
            Route = Text(random),
            Reason = Text(random),
            ErrorId = Text(random),
            Remedy = Text(random),
            Changes =
            [
                new(Text(random), Text(random), Text(random), Text(random), Text(random)),
                new("custom_fields", Text(random), null, Text(random), null),
            ],
            Warnings = [Text(random)],
        };
        ReviewPage page = new()
        {
            Kind = Text(random),
            Title = Text(random),
            Lead = Text(random),
            MadeAt = TestClock.Beginning,
            Notes = [Text(random)],
            Entries = [entry],
            Cost = [new(Text(random), Text(random), Text(random))],
            Facts = [new(Text(random), Text(random), null, IsCode: true)],
        };

        string html = Html(page);

        Assert.DoesNotContain(html, c => c > '\u007e' || (c < ' ' && c != '\n'));
        Assert.Equal(Markup(Html(InventedPage.Of(1))), Markup(html));
        foreach (string id in new[] { "page-data", "entry-data" })
        {
            Assert.DoesNotContain(Block(html, id), c => c is '<' or '>' or '&');
        }

        JsonObject read = JsonNode.Parse(Block(html, "entry-data"))!.AsArray()[0]!.AsObject();
        Assert.Equal(Shown(ShownText.Line(entry.Key)), (string)read["key"]!);
        Assert.Equal(Shown(ShownText.Lines(entry.Reason!)), (string)read["reason"]!);
        Assert.Equal(Shown(ShownText.Lines(entry.Changes[1].Old!)), (string)read["changes"]!.AsArray()[^1]![2]!);
        Assert.Equal(Shown(ShownText.Line(page.Title)), (string)JsonNode.Parse(Block(html, "page-data"))!["title"]!);
    }

    [Fact]
    public void Policy_allows_the_script_and_the_style_of_the_page_by_their_hashes_and_nothing_else()
    {
        string html = Html(InventedPage.Of(2));

        string policy = Between(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">");
        string script = Between(html, "<script>", "</script>");
        string style = Between(html, "<style>", "</style>");
        Assert.Contains("'use strict'", script, StringComparison.Ordinal);
        Assert.StartsWith(
            $"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; base-uri 'none'; form-action 'none';",
            policy,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(
            html.IndexOf("Content-Security-Policy", StringComparison.Ordinal)
                < html.IndexOf("<style>", StringComparison.Ordinal),
            "the policy comes too late"
        );
    }

    [Fact]
    public void Page_names_nothing_outside_itself_and_makes_no_markup_of_text()
    {
        string html = Html(InventedPage.Of(1) with { Facts = [] });

        Assert.DoesNotMatch(@"(?i)\b(src|srcset|action|data|poster)\s*=\s*[""']", html);
        Assert.DoesNotMatch(@"(?i)href=""(?!#)", html);
        Assert.DoesNotMatch(
            @"(?i)https?:|@import|url\(|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\son[a-z]+\s*=\s*""",
            html
        );
    }

    [Theory]
    [InlineData("first_name", null, null, "A", "B", "First name|A|B")]
    [InlineData("custom_fields", "Membership level", null, "yes", "no", "Membership level|yes|no")]
    [InlineData("list_memberships", "News", null, null, "yes", "Lists||News")]
    [InlineData("list_memberships", "News", null, "yes", null, "Lists|News|")]
    [InlineData("taggings", "VIP", null, null, "yes", "Tags||VIP")]
    [InlineData("notes", "Called.", null, null, "new", "Notes||Called.")]
    [InlineData("phone_numbers", "home", "phone_number", null, "555", "Phone (home)||555")]
    [InlineData("phone_numbers", "home", null, null, "yes", "Phones||home")]
    [InlineData("street_addresses", "work", "postal_code", "1", "2", "Address (work), postal code|1|2")]
    [InlineData(
        "email_address",
        null,
        "address",
        "a@example.com",
        "b@example.com",
        "Email address|a@example.com|b@example.com"
    )]
    [InlineData(
        "email_address",
        null,
        "permission_to_send",
        "implicit",
        "explicit",
        "Permission to send|implicit|explicit"
    )]
    [InlineData("loyalty_tier", null, null, "{}", null, "Loyalty tier|{}|")]
    public void Change_is_described_in_words(
        string member,
        string? key,
        string? part,
        string? old,
        string? wished,
        string expected
    )
    {
        ReviewField field = Assert.Single(ReviewField.Of([new ContactChange(member, key, part, old, wished)]));

        Assert.Equal(expected, $"{field.Name}{(field.Part is null ? "" : ", " + field.Part)}|{field.Old}|{field.New}");
    }

    [Fact]
    public void Presence_of_a_phone_is_not_shown_beside_its_number()
    {
        ReviewField[] fields = ReviewField.Of([
            new("phone_numbers", "home", "phone_number", null, "555"),
            new("phone_numbers", "home", null, null, "yes"),
            new("phone_numbers", "work", null, null, "yes"),
        ]);

        Assert.Equal(["Phone (home)", "Phones"], fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("Update", "To update", ReviewTone.Good)]
    [InlineData("NotAttempted", "Not attempted", ReviewTone.Warn)]
    [InlineData("Failed", "Failed", ReviewTone.Bad)]
    [InlineData("Previewed", "Previewed", ReviewTone.Quiet)]
    public void Outcome_is_shown_in_words_and_has_a_tone(string name, string label, ReviewTone tone) =>
        Assert.Equal(new ReviewOutcome(name, label, tone), ReviewOutcome.Of(name));

    [Fact]
    public void Page_is_written_beside_its_place_and_only_where_nothing_would_be_lost()
    {
        string path = Path.Combine(_home, "review.html");
        File.WriteAllText(path, "mine");

        Refused(path, replaces: false, "the file exists");
        Assert.Equal("mine", File.ReadAllText(path));
        Refused(Path.Combine(_home, "review.csv"), replaces: true, "the name of a page ends in .html");
        Directory.CreateDirectory(Path.Combine(_home, "folder.html"));
        Refused(Path.Combine(_home, "folder.html"), replaces: true, "a folder of this name exists");
        var input = Assert.Throws<InvalidInputException>(() =>
            ReportTarget.ClaimPage(path, path, Data, replaces: true)
        );
        Assert.Contains("would replace the input", input.Message, StringComparison.Ordinal);

        using (ReportTarget target = ReportTarget.ClaimPage(path, input: null, Data, replaces: true))
        {
            ReviewWriter.Write(target, InventedPage.Of(3));
        }

        Assert.StartsWith("<!doctype html>", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(["review.html"], Directory.GetFiles(_home).Select(Path.GetFileName));
    }

    [UnixModesFact]
    public void Page_is_its_owners_and_never_goes_through_a_link()
    {
        string path = Path.Combine(_home, "review.html"),
            link = Path.Combine(_home, "link.html");
        using (ReportTarget target = ReportTarget.ClaimPage(path, input: null, Data, replaces: false))
        {
            ReviewWriter.Write(target, InventedPage.Of(3));
        }

        UnixModes.AssertOwnersFile(path);
#if NET
        File.CreateSymbolicLink(link, path);
        Refused(link, replaces: true, "is a link");
#endif
    }

    private void Refused(string path, bool replaces, string why)
    {
        var e = Assert.Throws<InvalidInputException>(() => ReportTarget.ClaimPage(path, input: null, Data, replaces));

        Assert.Equal("CcReportNotWritable", e.ErrorId);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sent", e.RecommendedAction, StringComparison.Ordinal);
    }

    private static string Html(ReviewPage page)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        ReviewWriter.Write(text, page);
        return text.ToString();
    }

    private static string Between(string html, string opening, string closing)
    {
        var start = html.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        return html[start..html.IndexOf(closing, start, StringComparison.Ordinal)];
    }

    private static string Block(string html, string id)
    {
        string start = $"<script type=\"application/json\" id=\"{id}\">";
        int at = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return html.Substring(at, html.IndexOf("</script>", at, StringComparison.Ordinal) - at);
    }

    /// <summary>The page as a browser splits it, without the text between the tags of its data.</summary>
    private static string Markup(string html) =>
        html.Replace(Block(html, "page-data"), "").Replace(Block(html, "entry-data"), "");

    /// <summary>Half a character is shown as the sign for one that cannot be shown.</summary>
    private static string Shown(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (int left = random.Next(1, 6); left > 0; left--)
        {
            text.Append(
                random.Next(3) == 0 ? ((char)random.Next(1, 0x10000)).ToString() : Hostile[random.Next(Hostile.Length)]
            );
        }

        return text.ToString();
    }
}
