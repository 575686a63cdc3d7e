using System.IO;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Runs.Review;

/// <summary>The page in a real browser, as a user opens it: a file, without a network.</summary>
public sealed class ReviewPageBrowserTests(ReviewPageBrowserTests.Browser browser, ITestOutputHelper output)
    : IClassFixture<ReviewPageBrowserTests.Browser>,
        IDisposable
{
    private const string Reason =
        "SKIPPED: the page was not tried in a real browser, because no Chromium is installed (apt-get install chromium).";

    /// <summary>Texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2, level AA).</summary>
    private const string PoorContrast = """
        (() => {
          const parse = color => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
          const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
          const behind = node => { for (; node; node = node.parentElement) { const c = parse(getComputedStyle(node).backgroundColor); if (c.a > 0) { return c; } } return parse('rgb(255,255,255)'); };
          const poor = new Set();
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text; (text = walk.nextNode());) {
            const node = text.parentElement;
            if (text.data.trim() && node.getClientRects().length && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.tagName)) {
              const [one, other] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
              const ratio = (one + 0.05) / (other + 0.05);
              if (ratio < 4.5) { poor.add(`${node.tagName}.${node.className} ${ratio.toFixed(2)}`); }
            }
          }
          return [...poor].join('; ');
        })()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>CC_SCREENSHOTS names a folder that keeps the pictures, to be looked at.</summary>
    [SkippableTheory]
    [InlineData("desktop", 1280, 900, false)]
    [InlineData("desktop", 1280, 900, true)]
    [InlineData("phone", 390, 844, false)]
    [InlineData("phone", 390, 844, true)]
    public async Task Page_fits_its_window_is_legible_in_both_schemes_and_sends_no_request(
        string name,
        int width,
        int height,
        bool isDark
    )
    {
        Chromium page = await OpenAsync(InventedPage.Of(400), width, height, isDark);

        Assert.Equal("true", await page.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal("", await page.EvaluateAsync(PoorContrast));
        Assert.Equal(isDark, await Luminance(page) < 60);
        string picture = $"{name}-{(isDark ? "dark" : "light")}";
        await KeepAsync(page, picture);
        await page.EvaluateAsync("document.getElementById('contacts').scrollIntoView()");
        await page.EvaluateAsync("[...document.querySelectorAll('details')].forEach(d => { d.open = true; })");
        await KeepAsync(page, $"{picture}-contacts");
        Assert.Equal("true", await page.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal("", await page.EvaluateAsync(PoorContrast));
        Assert.Empty(page.Complaints);
        Assert.StartsWith("file:", Assert.Single(page.Requests), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Search_and_filters_leave_the_contacts_that_match_all_of_them()
    {
        ReviewPage invented = InventedPage.Of(400);
        Chromium page = await OpenAsync(invented);

        await SearchAsync(page, "Rome garcia");
        ReviewEntry[] expected =
        [
            .. invented.Entries.Where(e =>
                e.Key.Contains("garcia", StringComparison.Ordinal) && e.Changes.Any(c => c.New == "Rome")
            ),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(e => e.Key), await KeysAsync(page));
        Assert.Contains(
            "Rome",
            await page.EvaluateAsync(
                "document.querySelector('mark:last-of-type').textContent + [...document.querySelectorAll('mark')].map(m => m.textContent)"
            ),
            StringComparison.Ordinal
        );

        await page.PressAsync("Escape");
        Assert.Equal("400 contacts", await CountAsync(page));

        await ClickAsync(page, "outcome", "Failed");
        int failed = invented.Entries.Count(e => e.Outcome == "Failed");
        Assert.Equal($"{failed} of 400 contacts", await CountAsync(page));
        await ClickAsync(page, "outcome", "Suppressed");
        Assert.Equal(
            $"{failed + invented.Entries.Count(e => e.Outcome == "Suppressed")} of 400 contacts",
            await CountAsync(page)
        );
        await page.EvaluateAsync("document.getElementById('clear').click()");

        await ClickAsync(page, "field", "Lists");
        int lists = invented.Entries.Count(e => e.Changes.Any(c => c.Member == "list_memberships"));
        Assert.Equal($"{lists} of 400 contacts", await CountAsync(page));
        await ClickAsync(page, "outcome", "Unchanged");
        Assert.Equal("0 of 400 contacts", await CountAsync(page));
        Assert.Equal("false", await page.EvaluateAsync("document.getElementById('none').hidden"));
        await page.EvaluateAsync("document.querySelector('.chip').click()");
        Assert.Equal($"{lists} of 400 contacts", await CountAsync(page));
    }

    [SkippableFact]
    public async Task Page_can_be_used_without_a_mouse()
    {
        ReviewPage invented = InventedPage.Of(400);
        Chromium page = await OpenAsync(invented);

        await page.PressAsync("/");
        await page.TypeAsync("gold");
        string count = $"{invented.Entries.Count(e => e.Changes.Any(c => c.New == "Gold"))} of 400 contacts";
        await page.WaitAsync($"document.getElementById('count').textContent === '{count}'");
        await page.PressAsync("ArrowDown");
        Assert.Equal("0", await FocusAsync(page));
        await page.PressAsync("ArrowDown");
        Assert.Equal("1", await FocusAsync(page));
        await page.PressAsync("Escape");
        Assert.Equal("400 contacts", await CountAsync(page));

        await page.PressAsync("Enter");
        await page.PressAsync("End");
        Assert.Equal("399", await FocusAsync(page));
        await page.WaitAsync(
            "(r => r.top >= 0 && r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())"
        );
        await page.PressAsync("Home");
        Assert.Equal("0", await FocusAsync(page));

        // The first stop of the tabulator leads past all filters, the second is the first total.
        await page.EvaluateAsync("(document.activeElement.blur(), scrollTo(0, 0))");
        await page.GoAsync(new Uri(Path.Combine(_folder, "review.html")));
        await page.WaitAsync("performance.getEntriesByName('review-shown').length === 1");
        await page.PressAsync("Tab");
        Assert.Equal("Skip to the contacts", await page.EvaluateAsync("document.activeElement.textContent"));
        await page.PressAsync("Tab");
        await page.PressAsync(" ");
        Assert.Equal("true", await page.EvaluateAsync("document.activeElement.getAttribute('aria-pressed')"));
        Assert.Equal($"{invented.Entries.Count(e => e.Outcome == "Update")} of 400 contacts", await CountAsync(page));
    }

    [SkippableFact]
    public async Task Twenty_thousand_contacts_are_a_page_of_a_few_hundred_rows()
    {
        Chromium page = await OpenAsync(InventedPage.Of(20_000));
        output.WriteLine(
            $"shown after {await page.EvaluateAsync("Math.round(performance.getEntriesByName('review-shown')[0].startTime)")} ms, file {new FileInfo(Path.Combine(_folder, "review.html")).Length:N0} bytes"
        );

        Assert.Equal("20,000 contacts", await CountAsync(page));
        await AssertFewRowsAsync(page);
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight / 2)");
        await page.WaitAsync(
            "(r => r && r.classList.contains('entry'))(document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('.entry'))"
        );
        await AssertFewRowsAsync(page);
        await page.EvaluateAsync("document.getElementById('entries').focus()");
        await page.PressAsync("End");
        Assert.Equal("19999", await FocusAsync(page));
        await AssertFewRowsAsync(page);

        await page.EvaluateAsync(
            "new MutationObserver(() => requestAnimationFrame(() => { window.found = performance.now(); })).observe(document.getElementById('count'), { childList: true })"
        );
        await page.EvaluateAsync(
            "(q => { q.value = 'gold rome'; window.asked = performance.now(); q.dispatchEvent(new Event('input')); })(document.getElementById('search'))"
        );
        await page.WaitAsync("window.found !== undefined");
        Assert.EndsWith(" of 20,000 contacts", await CountAsync(page), StringComparison.Ordinal);
        output.WriteLine(
            $"first search took {await page.EvaluateAsync("Math.round(found - asked)")} ms, 60 of them waiting for more letters"
        );
        Assert.Empty(page.Complaints);
    }

    [SkippableFact]
    public async Task Paper_has_every_contact_that_the_filters_leave()
    {
        Chromium page = await OpenAsync(InventedPage.Of(400), 390, 844);
        await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal("400", await page.EvaluateAsync("document.querySelectorAll('.entry').length"));
        Assert.Equal("0", await page.EvaluateAsync("document.querySelectorAll('details:not([open])').length"));

        await page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await page.WaitAsync("document.querySelectorAll('.entry').length < 400");
        Assert.Equal("3", await page.EvaluateAsync("document.querySelectorAll('details:not([open])').length"));
    }

    [SkippableFact]
    public async Task Hostile_values_are_text_and_the_policy_holds()
    {
        const string Attack =
            "<script>window.hit = 1</script><img src=x onerror=\"window.hit = 2\"></script>\u202egnp\u0007";
        ReviewEntry entry = new()
        {
            Key = Attack,
            ContactId = Attack,
            Outcome = Attack,
            Route = Attack,
            Reason = Attack,
            Remedy = Attack,
            Warnings = [Attack],
            Changes = [new(Attack, Attack, Attack, Attack, Attack), new("custom_fields", Attack, null, Attack, null)],
        };
        Chromium page = await OpenAsync(
            new ReviewPage
            {
                Kind = Attack,
                Title = Attack,
                Lead = Attack,
                Notes = [Attack],
                MadeAt = TestClock.Beginning,
                Entries = [entry],
                Cost = [new(Attack, Attack, Attack)],
                Facts = [new(Attack, Attack, Attack, IsCode: true)],
            }
        );
        await SearchAsync(page, "<script>");

        Assert.Equal("1 contact", await CountAsync(page));
        Assert.Equal("undefined", await page.EvaluateAsync("window.hit"));
        Assert.Equal(
            "0",
            await page.EvaluateAsync("document.querySelectorAll('img, main script, header script').length")
        );
        Assert.Equal(
            "<script>window.hit = 1</script><img src=x onerror=\"window.hit = 2\"></script>\\u202egnp\\u0007",
            await page.EvaluateAsync("document.querySelector('.key').textContent")
        );
        Assert.Empty(page.Complaints);

        // The next step of an attacker who got this far.
        await page.EvaluateAsync(
            "(window.refused = [], addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective)))"
        );
        await page.EvaluateAsync(
            "(fetch('http://127.0.0.1:9/').catch(() => {}), new Image().src = 'http://127.0.0.1:9/')"
        );
        await page.EvaluateAsync(
            "document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { display: none }' }))"
        );
        await page.WaitAsync("['connect-src', 'img-src', 'style-src-elem'].every(d => refused.includes(d))");
        Assert.Equal(
            "TypeError",
            await page.EvaluateAsync(
                "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'written'; } catch (e) { return e.name; } })()"
            )
        );
    }

    [SkippableFact]
    public async Task Page_without_contacts_shows_its_totals_alone()
    {
        Chromium page = await OpenAsync(
            InventedPage.Of(0) with
            {
                Counts = new Dictionary<string, long> { ["Accepted"] = 1234, ["Rejected"] = 2 },
            }
        );

        Assert.Equal(
            "1,234Accepted 2Rejected",
            await page.EvaluateAsync("[...document.querySelectorAll('.outcome')].map(o => o.textContent).join(' ')")
        );
        Assert.Equal(
            "true",
            await page.EvaluateAsync(
                "['toolbar', 'contacts', 'none', 'fields-panel'].every(id => document.getElementById(id).hidden)"
            )
        );
    }

    private static async Task AssertFewRowsAsync(Chromium page) =>
        await page.WaitAsync("(n => n > 0 && n <= 400)(document.querySelectorAll('.entry').length)");

    private static Task<string?> CountAsync(Chromium page) =>
        page.EvaluateAsync("document.getElementById('count').textContent");

    private static Task<string?> FocusAsync(Chromium page) => page.EvaluateAsync("document.activeElement.dataset.at");

    private static async Task<string[]> KeysAsync(Chromium page) =>
        (await page.EvaluateAsync("[...document.querySelectorAll('.key')].map(k => k.textContent).join(' ')"))!.Split(
            ' '
        );

    private static async Task<int> Luminance(Chromium page) =>
        int.Parse(
            (await page.EvaluateAsync("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"))!,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static Task<string?> ClickAsync(Chromium page, string kind, string label) =>
        page.EvaluateAsync(
            $"[...document.querySelectorAll('.{kind}')].find(b => b.textContent.includes('{label}')).click()"
        );

    /// <summary>As typed; the page waits for a pause of the typing.</summary>
    private static async Task SearchAsync(Chromium page, string text)
    {
        string? before = await CountAsync(page);
        await page.PressAsync("/");
        await page.TypeAsync(text);
        await page.WaitAsync(
            $"document.querySelector('mark') !== null || document.getElementById('count').textContent !== '{before}'"
        );
    }

    private async Task<Chromium> OpenAsync(ReviewPage invented, int width = 1280, int height = 900, bool isDark = false)
    {
        Skip.If(Chromium.Program is null, Reason);
        string path = Path.Combine(_folder, "review.html");
        using (var file = new StreamWriter(path))
        {
            ReviewWriter.Write(file, invented);
        }

        Chromium page = await browser.StartedAsync();
        await page.SetWindowAsync(width, height, isDark);
        await page.GoAsync(new Uri(path));
        await page.WaitAsync(
            $"location.pathname === '{path}' && performance.getEntriesByName('review-shown').length === 1"
        );
        return page;
    }

    private async Task KeepAsync(Chromium page, string name)
    {
        // A frame later, so that what came into the window is painted.
        await page.EvaluateAsync(
            "requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = (window.painted || 0) + 1; }))"
        );
        await page.WaitAsync("window.painted > 0");
        await page.EvaluateAsync("(window.painted = 0)");
        byte[] picture = await page.ScreenshotAsync();
        Assert.True(picture.Length > 10_000, $"{picture.Length} bytes");
        if (Environment.GetEnvironmentVariable("CC_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture);
        }
    }

    /// <summary>One browser for all of these tests; started by the first that needs it.</summary>
    public sealed class Browser : IAsyncLifetime
    {
        private Chromium? _started;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task<Chromium> StartedAsync() => _started ??= await Chromium.StartAsync();

        public async Task DisposeAsync()
        {
            if (_started is not null)
            {
                await _started.DisposeAsync();
            }
        }
    }
}
