using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Pages;

public sealed class StatusPageTests : EmulatorTest
{
    private const string Attack = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    private static readonly string? Browser = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

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
        foreach (var text in new[]
        {
            "<dt>Contacts</dt><dd>41 (deleted ones included)</dd>", "3 used today, 997 left", "<td>status-503</td><td>GET /v3/contact_lists</td><td>1</td><td>2</td>", "in memory only",
            "<td>first_name</td>", "<td>email_address.permission_to_send</td>", "<span class=\"bad\">reset-after</span>", "viewport", "http-equiv=\"refresh\"",
        })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("http-equiv", await PageAsync("/?refresh=off"), StringComparison.Ordinal);
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
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests.Entries);
        using var post = await http.PostAsync(new Uri(Emulator.BaseUri, "/"), content: null);
        Assert.Equal(403, (int)post.StatusCode);
    }

    /// <summary>CC_SCREENSHOTS names a folder that keeps the pictures, to be looked at.</summary>
    [SkippableTheory]
    [InlineData("desktop", 1280, 900)]
    [InlineData("phone", 500, 900)]
    public async Task Browser_shows_the_page(string name, int width, int height)
    {
        Skip.If(Browser is null, "SKIPPED: no Chromium on PATH; the page was looked at as text only.");
        await PlayAsync();
        using var folder = new TemporaryFolder();
        var target = Environment.GetEnvironmentVariable("CC_SCREENSHOTS") ?? folder.Path;
        var picture = Path.Combine(target, $"{name}.png");
        var root = new Uri(Emulator.BaseUri, "/?refresh=off").AbsoluteUri;
        var size = $"--window-size={width},{height}";
        await RunAsync(folder, size, $"--screenshot={picture}", root);
        var bytes = await File.ReadAllBytesAsync(picture);
        Assert.True(bytes.Length > 10_000, $"{bytes.Length} bytes");
        Assert.Equal((width, height), (ReadNumber(bytes, 16), ReadNumber(bytes, 20)));

        // What the browser understood: the parts, in order, and one line for each request.
        var understood = await RunAsync(folder, size, "--dump-dom", root);
        Assert.Equal(4, Count(understood, "<section>"));
        Assert.Equal(3, Count(understood, "<details"));
        Assert.Contains("<td>first_name</td>", understood, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", understood, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static int ReadNumber(byte[] png, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));

    private static async Task<string> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Browser!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", $"--user-data-dir={Path.Combine(folder.Path, "profile")}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var browser = Process.Start(start)!;
        var error = browser.StandardError.ReadToEndAsync();
        var output = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();
        Assert.True(browser.ExitCode == 0, await error);
        return output;
    }

    /// <summary>A little of everything: a new contact with a hostile name, a change, a broken connection, a fault in force.</summary>
    private async Task PlayAsync()
    {
        var id = await Client.AddContactAsync("new@example.com", more: b => b["first_name"] = "<script>alert(1)</script>");
        await Client.PutAsync($"/contacts/{id}", new JsonObject
        {
            ["update_source"] = "Account", ["first_name"] = "Zoë", ["email_address"] = new JsonObject { ["address"] = "new@example.com", ["permission_to_send"] = "explicit" },
            ["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "home" }),
        });
        Emulator.Faults.Add("POST /v3/contact_tags", FaultKind.ResetAfter);
        await Assert.ThrowsAnyAsync<Exception>(() => Client.PostAsync("/contact_tags", new JsonObject { ["name"] = "Tag" }));
        Emulator.Faults.Add("GET /v3/contact_lists", FaultKind.Status503, after: 1, times: 2);
    }

    private async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Emulator.BaseUri, path));
    }
}
