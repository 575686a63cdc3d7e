using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Control;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Pages;

/// <summary>Which requests of the log the page shows.</summary>
/// <param name="Method">The verb; null for all.</param>
/// <param name="Status">A status, or a class of them like <c>4xx</c>; <c>none</c> for those without an answer; null for
/// all.</param>
/// <param name="Contact">Part of an address, a name or an id of a contact; null for all.</param>
/// <param name="Before">Sequence that the shown ones come before; null for the newest.</param>
/// <param name="IsStill">Whether the page stays as it is.</param>
internal sealed record RequestFilter(string? Method, string? Status, string? Contact, long? Before, bool IsStill)
{
    internal bool IsActive => Method is not null || Status is not null || Contact is not null;

    internal static RequestFilter From(IQueryCollection query) =>
        new(
            Text(query, "method"),
            Text(query, "status"),
            Text(query, "contact"),
            long.TryParse(query["before"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var before)
                ? before
                : null,
            query["refresh"] == "off"
        );

    /// <summary>The requests that pass, newest first.</summary>
    /// <param name="all">The log, oldest first.</param>
    /// <param name="account">Its account, to find the ids of contacts by their addresses.</param>
    internal IEnumerable<RequestLogEntry> Select(IReadOnlyList<RequestLogEntry> all, EmulatedAccount account)
    {
        var ids = Contact is null ? [] : IdsOf(Contact, account);
        return all.Reverse()
            .Where(e =>
                (Before is null || e.Sequence < Before)
                && (Method is null || string.Equals(e.Method, Method, StringComparison.OrdinalIgnoreCase))
                && (Status is null || HasStatus(e.Status))
                && (Contact is null || Concerns(e, Contact, ids))
            );
    }

    /// <summary>The address of the page with this filter.</summary>
    internal string Address()
    {
        var parts = new[]
        {
            ("method", Method),
            ("status", Status),
            ("contact", Contact),
            ("before", Before?.ToString(CultureInfo.InvariantCulture)),
            ("refresh", IsStill ? "off" : null),
        };
        var query = string.Join(
            '&',
            parts.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")
        );
        return query.Length > 0 ? $"/?{query}" : "/";
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private bool HasStatus(int status) =>
        Status switch
        {
            "none" => status == 0,
            { Length: 3 } group when group.EndsWith("xx", StringComparison.OrdinalIgnoreCase) => status / 100
                == group[0] - '0',
            _ => status.ToString(CultureInfo.InvariantCulture) == Status,
        };

    /// <summary>
    /// A request concerns a contact when it wrote it, names it in its address, or carries it in its body.
    /// </summary>
    private static bool Concerns(RequestLogEntry entry, string text, IReadOnlyCollection<string> ids) =>
        Has(entry.Path, text)
        || Has(WebUtility.UrlDecode(entry.Query), text)
        || Has(entry.Body, text)
        || ids.Any(id => Has(entry.Path, id) || Has(entry.Body, id))
        || (entry.Effects?.First ?? []).Any(e =>
            Has(e.After.Id.ToString(), text) || Has(e.After.EmailKey, text) || Has(e.Before?.EmailKey, text)
        );

    private static bool Has(string? text, string part) =>
        text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The contact with exactly this address: requests name it by its id.</summary>
    private static string[] IdsOf(string text, EmulatedAccount account)
    {
        lock (account.Gate)
        {
            return account.Contacts.FindByEmail(text) is { } found ? [found.Id.ToString()] : [];
        }
    }
}
