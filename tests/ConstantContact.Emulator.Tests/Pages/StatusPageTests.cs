using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Tests.Support;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Emulator.Tests.Pages;

public sealed class StatusPageTests : EmulatorTest
{
    private const string Attack = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    public StatusPageTests()
    {
        Options.Members = 40;
        Options.Quota = 1000;
    }

    [Fact]
    public async Task Page_shows_account_allowance_faults_and_what_each_request_did()
    {
        await PlayAsync();
        var page = await PageAsync("/");
        foreach (
            var text in new[]
            {
                "<dt>Contacts</dt><dd>41 (deleted ones included)</dd>",
                "3 used today, 997 left",
                "<td>status-503</td><td>GET /v3/contact_lists</td><td>1</td><td>2</td>",
                "in memory only",
                "<td>first_name</td>",
                "<td>email_address.permission_to_send</td>",
                "<span class=\"bad\">reset-after</span>",
                "viewport",
                "http-equiv=\"refresh\"",
            }
        )
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("http-equiv", await PageAsync("/?refresh=off"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_write_shows_what_it_changed_without_being_opened_by_names()
    {
        var list = (string)Emulator.State.Lists[1]["list_id"]!;
        var id = await Client.AddContactAsync("glance@example.com", more: b => b["first_name"] = "Ann");
        var body = await EchoOf(id);
        body["first_name"] = "Zoë";
        body["list_memberships"] = Texts(list);
        body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "home" });
        await Client.PutAsync($"/contacts/{id}", body);
        await Client.PostAsync(
            "/activities/add_list_memberships",
            new JsonObject
            {
                ["source"] = new JsonObject { ["list_ids"] = Texts(list) },
                ["list_ids"] = Texts((string)Emulator.State.Lists[7]["list_id"]!),
            }
        );
        Emulator.CompleteActivities();

        var page = await PageAsync("/?refresh=off");
        Assert.Contains(
            "<b>glance@example.com</b> <span class=\"change\"><i>first_name</i> <del>Ann</del> → <ins>Zo&#xEB;</ins></span>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<i>list_memberships</i> + <ins>Spring news</ins>", page, StringComparison.Ordinal);
        Assert.Contains("<i>phone_numbers</i> + <ins>home 555-0100</ins>", page, StringComparison.Ordinal);
        Assert.Matches(
            "<i>list_memberships</i> \\+ <ins>Empty list</ins></span> <span class=\"dim\">and \\d+ more contacts</span>",
            page
        );
    }

    [Theory]
    [InlineData("method=PUT", "1 matches", "PUT /v3/contacts/ONE")]
    [InlineData("method=delete", "2 match", "DELETE /v3/contacts/TWO")]
    [InlineData("status=404", "1 matches", "DELETE /v3/contacts/TWO")]
    [InlineData("status=2xx&method=DELETE", "1 matches", "DELETE /v3/contacts/TWO")]
    [InlineData("status=none", "0 match", "")]
    [InlineData("contact=one@example.com", "3 match", "GET /v3/contacts?email=one%40example.com")]
    [InlineData("contact=ONE", "2 match", "PUT /v3/contacts/ONE")]
    [InlineData("contact=nobody@example.com", "0 match", "")]
    public async Task Requests_are_filtered_by_method_status_and_contact(string filter, string count, string shown)
    {
        var one = await Client.AddContactAsync("one@example.com");
        var two = await Client.AddContactAsync("two@example.com");
        await Client.GetAsync("/contacts?email=one%40example.com");
        await Client.PutAsync(
            $"/contacts/{one}",
            new JsonObject
            {
                ["update_source"] = "Account",
                ["email_address"] = new JsonObject { ["address"] = "one@example.com" },
            }
        );
        await Client.DeleteAsync($"/contacts/{two}");
        await Client.DeleteAsync($"/contacts/{two}");

        var page = await PageAsync("/?refresh=off&" + Filled(filter));
        Assert.Contains($"6 requests in the log, {count}", page, StringComparison.Ordinal);
        var requests = page.Split("<summary>")
            .Skip(1)
            .Select(s =>
                System.Net.WebUtility.HtmlDecode(
                    System.Text.RegularExpressions.Regex.Replace(
                        s.Split('\n')[0].Split("<div")[0].Split("</summary>")[0],
                        "<[^>]+>",
                        "",
                        System.Text.RegularExpressions.RegexOptions.None,
                        TimeSpan.FromSeconds(1)
                    )
                )
            )
            .ToList();
        Assert.Equal(count[0] - '0', requests.Count);
        Assert.True(
            shown.Length == 0
                || requests.Exists(r =>
                    Filled(shown).Split(' ') is var parts
                    && r.Contains($" {parts[0]} ", StringComparison.Ordinal)
                    && r.EndsWith(parts[1], StringComparison.Ordinal)
                ),
            string.Join('\n', requests)
        );

        string Filled(string text) =>
            text.Replace("ONE", one, StringComparison.Ordinal).Replace("TWO", two, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_requests_are_a_page_away_and_the_filter_goes_along()
    {
        for (var i = 0; i < 130; i++)
        {
            await Client.GetAsync("/contacts/counts");
        }

        var page = await PageAsync("/?refresh=off&method=GET");
        Assert.Equal(100, Count(page, "<details>"));
        Assert.Contains(
            "href=\"/?method=GET&amp;before=31&amp;refresh=off#requests\">Older",
            page,
            StringComparison.Ordinal
        );
        Assert.Equal(30, Count(await PageAsync("/?method=GET&before=31&refresh=off"), "<details>"));
    }

    [Fact]
    public async Task Nothing_that_came_from_outside_is_markup()
    {
        await PlayAsync();
        Options.Tokens.Clear();
        Emulator.Faults.Add($"GET /v3/{Attack}*", FaultKind.Status500);
        await Client.GetAsync($"/contacts/{Uri.EscapeDataString(Attack)}?include={Uri.EscapeDataString(Attack)}");
        var page = await PageAsync("/?refresh=off");
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_forbids_the_browser_to_run_or_load_anything_and_is_no_request_of_the_api()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(Emulator.BaseUri, "/"));
        Assert.StartsWith(
            "default-src 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Empty(Emulator.Requests.Entries);
        using var post = await http.PostAsync(new Uri(Emulator.BaseUri, "/"), content: null);
        Assert.Equal(403, (int)post.StatusCode);
    }

    /// <summary>CC_SCREENSHOTS names a folder that keeps the pictures, to be looked at.</summary>
    [SkippableTheory]
    [InlineData("desktop", 1280, 900)]
    [InlineData("phone", 390, 844)]
    public async Task Browser_shows_the_page(string name, int width, int height)
    {
        Skip.If(Chromium.Program is null, "SKIPPED: no Chromium on PATH; the page was looked at as text only.");
        await PlayAsync();
        using var folder = new TemporaryFolder();
        var target = Environment.GetEnvironmentVariable("CC_SCREENSHOTS") ?? folder.Path;
        await using var browser = await Chromium.StartAsync();
        await browser.SetWindowAsync(width, height, isDark: false);
        await browser.GoAsync(new Uri(Emulator.BaseUri, "/?refresh=off"));
        await browser.WaitAsync("document.readyState === 'complete' && document.querySelector('details') !== null");
        await File.WriteAllBytesAsync(Path.Combine(target, $"{name}.png"), await browser.ScreenshotAsync());
        Assert.Equal("true", await browser.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth"));

        // What the browser understood: the parts, in order, and one line for each request.
        var understood = (await browser.EvaluateAsync("document.documentElement.outerHTML"))!;
        Assert.Equal(4, Count(understood, "<section"));
        Assert.Equal(3, Count(understood, "<details"));
        Assert.Contains("<td>first_name</td>", understood, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", understood, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>
    /// A little of everything: a new contact with a hostile name, a change, a broken connection, a fault in force.
    /// </summary>
    private async Task PlayAsync()
    {
        var id = await Client.AddContactAsync(
            "new@example.com",
            more: b => b["first_name"] = "<script>alert(1)</script>"
        );
        await Client.PutAsync(
            $"/contacts/{id}",
            new JsonObject
            {
                ["update_source"] = "Account",
                ["first_name"] = "Zoë",
                ["email_address"] = new JsonObject
                {
                    ["address"] = "new@example.com",
                    ["permission_to_send"] = "explicit",
                },
                ["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "home" }),
            }
        );
        Emulator.Faults.Add("POST /v3/contact_tags", FaultKind.ResetAfter);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            Client.PostAsync("/contact_tags", new JsonObject { ["name"] = "Tag" })
        );
        Emulator.Faults.Add("GET /v3/contact_lists", FaultKind.Status503, after: 1, times: 2);
    }

    private async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Emulator.BaseUri, path));
    }
}
