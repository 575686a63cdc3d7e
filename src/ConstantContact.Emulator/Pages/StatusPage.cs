using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.Switches;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Pages;

/// <summary>
/// The page at /, for the person who rehearses: the account, what each request did to it, the allowance, the faults in force.
/// Made on the server, without scripts; everything that came from outside is encoded, and the browser is told to run nothing.
/// </summary>
internal sealed class StatusPage(EmulatorHost host, EmulatedAccount account)
{
    private const int Shown = 100;
    private const int Opened = 3;
    private const int TextShown = 4000;

    private const string Style = """
        :root{color-scheme:light dark}
        body{font:1rem/1.45 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}
        h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:0 2rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}
        .effect td{overflow-wrap:anywhere}.effect td:first-child{overflow-wrap:normal}th{font-weight:600;opacity:.7}meter{width:100%}
        details{border-top:1px solid #8886;padding:.35rem 0}summary{cursor:pointer;overflow-wrap:anywhere}
        code,pre{font:.85rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
        .bad{color:#c0392b}.good{color:#1e8449}.new{color:#1e8449}.old{color:#c0392b}.dim{opacity:.7}
        @media (prefers-color-scheme:dark){.bad,.old{color:#ff8a7a}.good,.new{color:#7ddc9a}}
        @media (max-width:40rem){.effect,.effect tbody,.effect tr,.effect td{display:block}.effect thead{display:none}
        .effect td:nth-child(2)::before{content:"before: "}.effect td:nth-child(3)::before{content:"after: "}}
        """;

    internal static bool IsAsked(HttpRequest request) => request.Path == "/" && request.Method is ("GET" or "HEAD");

    internal async Task SendAsync(HttpContext context)
    {
        var page = Encoding.UTF8.GetBytes(Render(isStill: context.Request.Query["refresh"] == "off"));
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Method == "GET")
        {
            await response.Body.WriteAsync(page, context.RequestAborted);
        }
    }

    private string Render(bool isStill)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        if (!isStill)
        {
            html.Append("<meta http-equiv=\"refresh\" content=\"5\">\n");
        }

        html.Append("<title>Emulated account</title><link rel=\"icon\" href=\"data:,\"><style>").Append(Style).Append("</style></head><body>\n");
        html.Append("<h1>Emulated Constant Contact account</h1>\n<p class=\"dim\">Nobody's real account is behind it. ");
        html.Append(isStill ? "<a href=\"/\">Refresh every 5 seconds</a>" : "Refreshed every 5 seconds. <a href=\"/?refresh=off\">Stand still</a>").Append("</p>\n");
        html.Append("<div class=\"cards\">\n");
        WriteAccount(html);
        WriteAllowance(html);
        html.Append("</div>\n");
        WriteFaults(html);
        WriteRequests(html);
        html.Append("</body></html>\n");
        return html.ToString();
    }

    private void WriteAccount(StringBuilder html)
    {
        html.Append("<section><h2>Account</h2><dl>\n");
        lock (account.Gate)
        {
            account.Settle();
            WriteFact(html, "Contacts", Number(account.Contacts.Count) + " (deleted ones included)");
            WriteFact(html, "Lists", Number(account.Lists.All.Count(l => !l.ContainsKey("deleted_at"))));
            WriteFact(html, "Tags", Number(account.Tags.Count));
            WriteFact(html, "Custom fields", Number(account.Fields.Count));
            WriteFact(html, "Segments", Number(account.Segments.Living.Count()));
            var states = account.Activities.All.GroupBy(a => a.Describe(account.Now).Text("state"), StringComparer.Ordinal).Select(g => $"{Number(g.Count())} {g.Key}");
            WriteFact(html, "Activities", string.Join(", ", states) is { Length: > 0 } text ? text : "none");
        }

        WriteFact(html, "Clock", host.Clock.GetUtcNow().ToApi() + (host.Clock.IsFrozen ? ", frozen" : ""));
        WriteFact(html, "Data", host.Options.DataFolder is { } folder ? $"kept in {folder}" : "in memory only: gone when the emulator ends");
        var switches = SwitchCatalogue.All.Where(s => host.Options.Switches.Value(s) != s.Default).Select(s => $"{s.Name}={host.Options.Switches.Value(s)}");
        WriteFact(html, "Switches", string.Join(", ", switches) is { Length: > 0 } changed ? changed : "all at their defaults");
        html.Append("</dl></section>\n");
    }

    private void WriteAllowance(StringBuilder html)
    {
        var options = host.Options;
        html.Append("<section><h2>Allowance</h2><dl>\n");
        WriteFact(html, "Per second", options.Rate == 0 ? "no limit" : $"{Number(options.Rate)}, {(options.Window == RateWindow.Fixed ? "fixed" : "sliding")} second");
        WriteFact(html, "Per UTC day", options.Quota == 0 ? "no limit" : Number(options.Quota));
        foreach (var (client, used) in host.Allowance.Used().OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            html.Append("<dt>").Append(Html(client)).Append("</dt><dd>").Append(Number(used)).Append(" used today");
            if (options.Quota > 0)
            {
                html.Append(", ").Append(Number(Math.Max(0, options.Quota - used))).Append(" left<br><meter min=\"0\" max=\"")
                    .Append(options.Quota.ToString(CultureInfo.InvariantCulture)).Append("\" value=\"").Append(used.ToString(CultureInfo.InvariantCulture)).Append("\"></meter>");
            }

            html.Append("</dd>\n");
        }

        html.Append("</dl></section>\n");
    }

    private void WriteFaults(StringBuilder html)
    {
        html.Append("<section><h2>Faults in force</h2>\n");
        var faults = host.Faults.ToJson().OfType<JsonObject>().ToList();
        if (faults.Count == 0)
        {
            html.Append("<p class=\"dim\">None.</p></section>\n");
            return;
        }

        html.Append("<div class=\"scroll\"><table><thead><tr><th>Fault</th><th>Requests</th><th>After</th><th>Times</th><th>Seen</th><th>Played</th></tr></thead><tbody>\n");
        foreach (var fault in faults)
        {
            html.Append("<tr>");
            var times = fault.Text("times") == "0" ? "always" : fault.Text("times");
            foreach (var cell in new[] { fault.Text("fault"), fault.Text("match"), fault.Text("after"), times, fault.Text("seen"), fault.Text("played") })
            {
                html.Append("<td>").Append(Html(cell ?? "")).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private void WriteRequests(StringBuilder html)
    {
        var all = host.Requests.Entries;
        html.Append("<section><h2>Requests</h2>\n<p class=\"dim\">").Append(Number(all.Count)).Append(" in the log");
        html.Append(all.Count > Shown ? $"; the newest {Number(Shown)}, newest first.</p>\n" : ", newest first.</p>\n");
        var opened = 0;
        for (var at = all.Count - 1; at >= Math.Max(0, all.Count - Shown); at--)
        {
            // What somebody wants to see is mostly what just happened.
            var isOpen = all[at].ContactsWritten > 0 && opened++ < Opened;
            WriteRequest(html, all[at], isOpen);
        }

        html.Append("</section>\n");
    }

    private static void WriteRequest(StringBuilder html, RequestLogEntry entry, bool isOpen)
    {
        html.Append(isOpen ? "<details open>" : "<details>").Append("<summary><span class=\"dim\">").Append(Number(entry.Sequence)).Append("</span> <b>").Append(Html(entry.Method)).Append("</b> ")
            .Append(Html(entry.Query.Length > 0 ? $"{entry.Path}?{entry.Query}" : entry.Path))
            .Append(entry.Status is >= 200 and < 300 ? " <span class=\"good\">" : " <span class=\"bad\">")
            .Append(entry.Status == 0 ? "no answer" : Number(entry.Status)).Append("</span>");
        if (entry.Fault is not null)
        {
            html.Append(" <span class=\"bad\">").Append(Html(entry.Fault)).Append("</span>");
        }

        if (entry.ContactsWritten > 0)
        {
            html.Append(" <span class=\"dim\">wrote ").Append(entry.ContactsWritten == 1 ? "a contact" : $"{Number(entry.ContactsWritten)} contacts").Append("</span>");
        }

        html.Append("</summary><p class=\"dim\">").Append(Html(entry.Time.ToApi())).Append(entry.Client is null ? "" : $", client {Html(entry.Client)}").Append("</p>\n");
        if (entry.Body.Length > 0)
        {
            html.Append("<pre>").Append(Html(Cut(entry.Body))).Append("</pre>\n");
        }

        foreach (var (before, after) in entry.Effects?.First ?? [])
        {
            WriteEffect(html, before?.ToJson(), after.ToJson());
        }

        html.Append("</details>\n");
    }

    private static void WriteEffect(StringBuilder html, JsonObject? before, JsonObject after)
    {
        html.Append(before is null ? "<p>New contact <code>" : "<p>Contact <code>").Append(Html(after.Text("contact_id") ?? "")).Append("</code> ")
            .Append(Html(after.Object("email_address").Text("address") ?? "")).Append("</p>\n");
        var changes = ContactChanges.Between(before ?? [], after);
        if (changes.Count == 0)
        {
            html.Append("<p class=\"dim\">Nothing changed.</p>\n");
            return;
        }

        html.Append("<div class=\"scroll\"><table class=\"effect\"><thead><tr><th>Member</th><th>Before</th><th>After</th></tr></thead><tbody>\n");
        foreach (var (member, was, becomes) in changes)
        {
            html.Append("<tr><td>").Append(Html(member)).Append("</td><td class=\"old\"><code>").Append(Html(Cut(was)))
                .Append("</code></td><td class=\"new\"><code>").Append(Html(Cut(becomes))).Append("</code></td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static void WriteFact(StringBuilder html, string name, string value) =>
        html.Append("<dt>").Append(Html(name)).Append("</dt><dd>").Append(Html(value)).Append("</dd>\n");

    private static string Cut(string text) => text.Length <= TextShown ? text : text[..TextShown] + "…";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
