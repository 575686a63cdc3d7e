using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.Switches;
using Microsoft.AspNetCore.Http;
using static ConstantContact.Emulator.Pages.Markup;

namespace ConstantContact.Emulator.Pages;

/// <summary>
/// The page at /, for the person who rehearses: the account, what each request did to it, the allowance, the faults in
/// force. Made on the server, without scripts; everything that came from outside is encoded, and the browser is told to
/// run nothing.
/// </summary>
internal sealed class StatusPage(EmulatorHost host, EmulatedAccount account)
{
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
        form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.4rem 0}label{display:grid;opacity:.85}input,select,button{font:inherit;padding:.2rem .4rem;max-width:100%}
        .glance{margin:.1rem 0 .2rem 2.2rem;line-height:1.6}.change{display:inline-block;margin-left:.6rem;padding:0 .4rem;border-radius:.3rem;background:#8882;overflow-wrap:anywhere}
        .change i{font-style:normal;opacity:.7}del{color:#c0392b}ins{color:#1e8449;text-decoration:none}
        .bad{color:#c0392b}.good{color:#1e8449}.new{color:#1e8449}.old{color:#c0392b}.dim{opacity:.7}
        @media (prefers-color-scheme:dark){.bad,.old,del{color:#ff8a7a}.good,.new,ins{color:#7ddc9a}}
        @media (max-width:40rem){.glance{margin-left:0}.change{margin-left:0}.effect,.effect tbody,.effect tr,.effect td{display:block}.effect thead{display:none}
        .effect td:nth-child(2)::before{content:"before: "}.effect td:nth-child(3)::before{content:"after: "}}
        """;

    internal static bool IsAsked(HttpRequest request) => request.Path == "/" && request.Method is ("GET" or "HEAD");

    internal async Task SendAsync(HttpContext context)
    {
        var page = Encoding.UTF8.GetBytes(Render(RequestFilter.From(context.Request.Query)));
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Method == "GET")
        {
            await response.Body.WriteAsync(page, context.RequestAborted);
        }
    }

    private string Render(RequestFilter filter)
    {
        var html = new StringBuilder();
        html.Append(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                + "content=\"width=device-width, initial-scale=1\">\n"
        );
        if (!filter.IsStill)
        {
            html.Append("<meta http-equiv=\"refresh\" content=\"5\">\n");
        }

        html.Append("<title>Emulated account</title><link rel=\"icon\" href=\"data:,\"><style>")
            .Append(Style)
            .Append("</style></head><body>\n");
        html.Append(
            "<h1>Emulated Constant Contact account</h1>\n<p class=\"dim\">There is no real account behind it. "
        );
        var other = Encode((filter with { IsStill = !filter.IsStill }).Address());
        html.Append(
                filter.IsStill
                    ? $"<a href=\"{other}\">Refresh every 5 seconds</a>"
                    : $"Refreshed every 5 seconds. <a href=\"{other}#requests\">Stand still and filter</a>"
            )
            .Append("</p>\n");
        html.Append("<div class=\"cards\">\n");
        WriteAccount(html);
        WriteAllowance(html);
        html.Append("</div>\n");
        WriteFaults(html);
        new RequestList(account, host.Requests.Entries, filter).Write(html);
        html.Append("</body></html>\n");
        return html.ToString();
    }

    private void WriteAccount(StringBuilder html)
    {
        html.Append("<section><h2>Account</h2><dl>\n");
        lock (account.Gate)
        {
            account.Settle();
            html.Fact("Contacts", Number(account.Contacts.Count) + " (deleted ones included)");
            html.Fact("Lists", Number(account.Lists.All.Count(l => !l.ContainsKey("deleted_at"))));
            html.Fact("Tags", Number(account.Tags.Count));
            html.Fact("Custom fields", Number(account.Fields.Count));
            html.Fact("Segments", Number(account.Segments.Living.Count()));
            var states = account
                .Activities.All.GroupBy(a => a.Describe(account.Now).Text("state"), StringComparer.Ordinal)
                .Select(g => $"{Number(g.Count())} {g.Key}");
            html.Fact("Activities", string.Join(", ", states) is { Length: > 0 } text ? text : "none");
        }

        html.Fact("Clock", host.Clock.GetUtcNow().ToApi() + (host.Clock.IsFrozen ? ", frozen" : ""));
        html.Fact(
            "Data",
            host.Options.DataFolder is { } folder ? $"kept in {folder}" : "in memory only: gone when the emulator ends"
        );
        var switches = SwitchCatalogue
            .All.Where(s => host.Options.Switches.Value(s) != s.Default)
            .Select(s => $"{s.Name}={host.Options.Switches.Value(s)}");
        html.Fact(
            "Switches",
            string.Join(", ", switches) is { Length: > 0 } changed ? changed : "all at their defaults"
        );
        html.Append("</dl></section>\n");
    }

    private void WriteAllowance(StringBuilder html)
    {
        var options = host.Options;
        html.Append("<section><h2>Allowance</h2><dl>\n");
        html.Fact(
            "Per second",
            options.Rate == 0
                ? "no limit"
                : $"{Number(options.Rate)}, {(options.Window == RateWindow.Fixed ? "fixed" : "sliding")} second"
        );
        html.Fact("Per UTC day", options.Quota == 0 ? "no limit" : Number(options.Quota));
        foreach (var (client, used) in host.Allowance.Used().OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            html.Append("<dt>").Append(Encode(client)).Append("</dt><dd>").Append(Number(used)).Append(" used today");
            if (options.Quota > 0)
            {
                html.Append(", ")
                    .Append(Number(Math.Max(0, options.Quota - used)))
                    .Append(" left<br><meter min=\"0\" max=\"")
                    .Append(options.Quota.ToString(CultureInfo.InvariantCulture))
                    .Append("\" value=\"")
                    .Append(used.ToString(CultureInfo.InvariantCulture))
                    .Append("\"></meter>");
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

        html.Append(
            "<div class=\"scroll\"><table><thead><tr><th>Fault</th><th>Requests</th><th>After</th><th>Times</th><th>Seen</th><th>Played</th></tr></thead><tbody>\n"
        );
        foreach (var fault in faults)
        {
            html.Append("<tr>");
            var times = fault.Text("times") == "0" ? "always" : fault.Text("times");
            foreach (
                var cell in new[]
                {
                    fault.Text("fault"),
                    fault.Text("match"),
                    fault.Text("after"),
                    times,
                    fault.Text("seen"),
                    fault.Text("played"),
                }
            )
            {
                html.Append("<td>").Append(Encode(cell ?? "")).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div></section>\n");
    }
}
