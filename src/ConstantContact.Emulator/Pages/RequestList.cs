using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using static ConstantContact.Emulator.Pages.Markup;

namespace ConstantContact.Emulator.Pages;

/// <summary>
/// The requests of the log that a filter lets pass: one line each, what it changed below it, and the rest when it is
/// opened.
/// </summary>
internal sealed class RequestList(EmulatedAccount account, IReadOnlyList<RequestLogEntry> log, RequestFilter filter)
{
    private const int Shown = 100;
    private const int ChangesShown = 6;
    private const int ValueShown = 80;

    private static readonly string[] Groups = ["2xx", "3xx", "4xx", "5xx"];

    private readonly ContactGlance _glance = ContactGlance.Of(account);

    internal void Write(StringBuilder html)
    {
        var page = filter.Select(log, account).Take(Shown + 1).ToList();
        html.Append("<section id=\"requests\"><h2>Requests</h2>\n");
        WriteForm(html);
        html.Append("<p class=\"dim\">").Append(Count(log.Count, "request")).Append(" in the log");
        if (filter.IsActive || filter.Before is not null)
        {
            html.Append(", ")
                .Append(
                    page.Count > Shown ? $"the newest {Number(Shown)} that match"
                    : page.Count == 1 ? "1 matches"
                    : $"{Number(page.Count)} match"
                );
        }
        else if (page.Count > Shown)
        {
            html.Append(", the newest ").Append(Number(Shown));
        }

        html.Append(". Newest first; open one for its body and for every member that changed.</p>\n");
        foreach (var entry in page.Take(Shown))
        {
            WriteRequest(html, entry);
        }

        WriteLinks(html, page);
        html.Append("</section>\n");
    }

    /// <summary>Only on a page that stands still: a refresh would wipe what is being typed.</summary>
    private void WriteForm(StringBuilder html)
    {
        if (!filter.IsStill)
        {
            return;
        }

        html.Append("<form method=\"get\" action=\"/\"><input type=\"hidden\" name=\"refresh\" value=\"off\">")
            .Append("<label>Method <select name=\"method\">")
            .Option("", "all", filter.Method);
        foreach (
            var method in log.Select(e => e.Method)
                .Append(filter.Method)
                .OfType<string>()
                .Distinct(System.StringComparer.Ordinal)
                .Order(System.StringComparer.Ordinal)
        )
        {
            html.Option(method, method, filter.Method);
        }

        html.Append("</select></label> <label>Status <select name=\"status\">").Option("", "all", filter.Status);
        var statuses = log.Where(e => e.Status > 0)
            .Select(e => e.Status.ToString(CultureInfo.InvariantCulture))
            .Order(System.StringComparer.Ordinal);
        foreach (
            var status in Groups
                .Concat(statuses)
                .Append(filter.Status)
                .OfType<string>()
                .Where(s => s != "none")
                .Distinct(System.StringComparer.Ordinal)
        )
        {
            html.Option(status, status, filter.Status);
        }

        html.Option("none", "no answer", filter.Status)
            .Append(
                "</select></label> <label>Contact <input name=\"contact\" size=\"28\" placeholder=\"address, name or "
                    + "id\" value=\""
            )
            .Append(Encode(filter.Contact ?? ""))
            .Append("\"></label> <button>Filter</button>");
        if (filter.IsActive)
        {
            html.Append(" <a href=\"/?refresh=off#requests\">Show all</a>");
        }

        html.Append("</form>\n");
    }

    private void WriteLinks(StringBuilder html, List<RequestLogEntry> page)
    {
        if (filter.Before is not null)
        {
            html.Append("<a href=\"")
                .Append(Encode((filter with { Before = null }).Address()))
                .Append("#requests\">Newest</a> ");
        }

        if (page.Count > Shown)
        {
            html.Append("<a href=\"")
                .Append(Encode((filter with { Before = page[Shown - 1].Sequence, IsStill = true }).Address()))
                .Append("#requests\">Older</a>\n");
        }
    }

    private void WriteRequest(StringBuilder html, RequestLogEntry entry)
    {
        html.Append("<details><summary><span class=\"dim\">")
            .Append(Number(entry.Sequence))
            .Append("</span> <b>")
            .Append(Encode(entry.Method))
            .Append("</b> ")
            .Append(entry.Status is >= 200 and < 300 ? "<span class=\"good\">" : "<span class=\"bad\">")
            .Append(entry.Status == 0 ? "no answer" : entry.Status.ToString(CultureInfo.InvariantCulture))
            .Append("</span> ")
            .Append(Encode(entry.Query.Length > 0 ? $"{entry.Path}?{entry.Query}" : entry.Path));
        if (entry.Fault is not null)
        {
            html.Append(" <span class=\"bad\">").Append(Encode(entry.Fault)).Append("</span>");
        }

        WriteGlance(html, entry);
        html.Append("</summary>\n<p class=\"dim\">")
            .Append(Encode(entry.Time.ToApi()))
            .Append(entry.Client is null ? "" : $", client {Encode(entry.Client)}")
            .Append("</p>\n");
        if (entry.Body.Length > 0)
        {
            html.Append("<pre>").Append(Encode(Cut(entry.Body))).Append("</pre>\n");
        }

        foreach (var (before, after) in entry.Effects?.First ?? [])
        {
            WriteEffect(html, before?.ToJson(), after.ToJson());
        }

        html.Append("</details>\n");
    }

    private void WriteGlance(StringBuilder html, RequestLogEntry entry)
    {
        if (entry.ContactsWritten == 0)
        {
            return;
        }

        html.Append("<div class=\"glance\">");
        var first = entry.Effects?.First ?? [];
        if (first.Count == 0)
        {
            html.Append("wrote ").Append(Count(entry.ContactsWritten, "contact")).Append("</div>");
            return;
        }

        var (before, after) = first[0];
        html.Append(before is null ? "new " : "").Append("<b>").Append(Encode(NameOf(after))).Append("</b>");
        var changes = _glance.Between(before?.ToJson() ?? [], after.ToJson()).ToList();
        foreach (var (member, was, becomes) in changes.Take(ChangesShown))
        {
            html.Append(" <span class=\"change\"><i>").Append(Encode(member)).Append("</i> ");
            if (was is not null)
            {
                html.Append("<del>").Append(Encode(Cut(was, ValueShown))).Append("</del> ");
            }

            html.Append(was is null ? "+ " : "→ ")
                .Append(
                    becomes is null
                        ? "<span class=\"dim\">nothing</span>"
                        : $"<ins>{Encode(Cut(becomes, ValueShown))}</ins>"
                )
                .Append("</span>");
        }

        if (changes.Count == 0)
        {
            html.Append(" <span class=\"dim\">nothing but stamps</span>");
        }
        else if (changes.Count > ChangesShown)
        {
            html.Append(" <span class=\"dim\">and ")
                .Append(Count(changes.Count - ChangesShown, "more member"))
                .Append("</span>");
        }

        if (entry.ContactsWritten > 1)
        {
            html.Append(" <span class=\"dim\">and ")
                .Append(Count(entry.ContactsWritten - 1, "more contact"))
                .Append("</span>");
        }

        html.Append("</div>");
    }

    private static string NameOf(StoredContact contact) => contact.EmailKey ?? contact.Id.ToString();

    private static void WriteEffect(StringBuilder html, JsonObject? before, JsonObject after)
    {
        html.Append(before is null ? "<p>New contact <code>" : "<p>Contact <code>")
            .Append(Encode(after.Text("contact_id") ?? ""))
            .Append("</code> ")
            .Append(Encode(after.Object("email_address").Text("address") ?? ""))
            .Append("</p>\n");
        var changes = ContactChanges.Between(before ?? [], after);
        if (changes.Count == 0)
        {
            html.Append("<p class=\"dim\">Nothing changed.</p>\n");
            return;
        }

        html.Append(
            "<div class=\"scroll\"><table "
                + "class=\"effect\"><thead><tr><th>Member</th><th>Before</th><th>After</th></tr></thead><tbody>\n"
        );
        foreach (var (member, was, becomes) in changes)
        {
            html.Append("<tr><td>")
                .Append(Encode(member))
                .Append("</td><td class=\"old\"><code>")
                .Append(Encode(Cut(was)))
                .Append("</code></td><td class=\"new\"><code>")
                .Append(Encode(Cut(becomes)))
                .Append("</code></td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }
}
