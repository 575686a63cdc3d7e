using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ConstantContact.Emulator.Switches;
using Microsoft.AspNetCore.WebUtilities;

namespace ConstantContact.Emulator.Http;

/// <summary>
/// The query of a request, decoded as a form is: a plain + is a blank, so that an address with a plus
/// sign is found only when it came as %2B.
/// </summary>
internal sealed class QueryParameters
{
    private const string Next = "next";
    private readonly Dictionary<string, string> _values;

    private QueryParameters(Dictionary<string, string> values) => _values = values;

    /// <summary>
    /// Reads the query. A cursor is the base64 form of the first call's query plus the position, so it
    /// alone reproduces filters, include and limit; whatever stands beside it is ignored.
    /// </summary>
    /// <param name="query">The query as it came, with its question mark.</param>
    /// <param name="keepsPlus">Whether a plain + stands for itself.</param>
    internal static QueryParameters From(string? query, bool keepsPlus)
    {
        var text = keepsPlus ? query?.Replace("+", "%2B", StringComparison.Ordinal) : query;
        var values = QueryHelpers
            .ParseQuery(text)
            .ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        return new QueryParameters(values);
    }

    /// <exception cref="ApiProblem">The cursor is none of ours.</exception>
    internal QueryParameters Resolve()
    {
        if (!_values.TryGetValue("cursor", out var cursor))
        {
            return this;
        }

        try
        {
            var inner = Encoding.UTF8.GetString(Convert.FromBase64String(cursor));
            var values = Split(inner);
            if (values.ContainsKey(Next))
            {
                return new QueryParameters(values);
            }
        }
        catch (FormatException)
        {
            // Falls through: a cursor that cannot be read and one that says nothing are the same error.
        }

        throw ApiProblem.Validation("cursor is invalid");
    }

    internal string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The id of the first item of this page; null on the first page.</summary>
    internal string? Position => this[Next];

    /// <summary>Whether a parameter was given at all beside the named ones.</summary>
    internal bool HasOtherThan(params string[] names) =>
        _values.Keys.Any(k => !names.Contains(k, StringComparer.Ordinal));

    internal string[] Csv(string name) =>
        this[name]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A comma-separated parameter whose every item must be one of the known ones.</summary>
    internal string[] Csv(string name, IReadOnlyCollection<string> known)
    {
        var given = Csv(name);
        return given.All(g => known.Contains(g, StringComparer.Ordinal)) ? given : throw Invalid(name);
    }

    /// <summary>A parameter with a fixed set of values, of which one can be given.</summary>
    internal string? OneOf(string name, IReadOnlyCollection<string> known) =>
        this[name] is not { } given ? null
        : known.Contains(given, StringComparer.Ordinal) ? given
        : throw Invalid(name);

    /// <summary>A boolean parameter. PHP clients send true as 1.</summary>
    internal bool Flag(string name, SwitchSettings switches) =>
        this[name] switch
        {
            null => false,
            var text when bool.TryParse(text, out var flag) => flag,
            "0" when switches.Is(SwitchCatalogue.BooleanQuery, "numbers") => false,
            "1" when switches.Is(SwitchCatalogue.BooleanQuery, "numbers") => true,
            _ => throw Invalid(name),
        };

    internal int Limit(int fallback, int maximum)
    {
        var text = this["limit"];
        if (text is null)
        {
            return fallback;
        }

        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit >= 1
            && limit <= maximum
            ? limit
            : throw Invalid("limit");
    }

    /// <summary>An ISO 8601 instant; a date alone is taken as its midnight in UTC.</summary>
    internal DateTimeOffset? Instant(string name)
    {
        var text = this[name];
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
            : throw ApiProblem.Validation($"{name} is invalid");
    }

    internal Guid[] Ids(string name, int maximum)
    {
        var texts = Csv(name);
        if (texts.Length > maximum)
        {
            throw ApiProblem.Validation(
                $"{name} has more than {maximum.ToString(CultureInfo.InvariantCulture)} values"
            );
        }

        return
        [
            .. texts.Select(t => Guid.TryParse(t, out var id) ? id : throw ApiProblem.Validation($"{name} is invalid")),
        ];
    }

    internal static ApiProblem Invalid(string name) => ApiProblem.Validation($"{name} does not have a valid value");

    /// <summary>The cursor for the page that begins with the given item.</summary>
    internal string CursorTo(string id)
    {
        var text = Join(
            _values
                .Where(p => p.Key != Next)
                .OrderBy(p => p.Key, StringComparer.Ordinal)
                .Append(KeyValuePair.Create(Next, id))
        );

        // Padding stays as it is, like in the vendor's samples; the two characters a query would mangle do not.
        return Convert
            .ToBase64String(Encoding.UTF8.GetBytes(text))
            .Replace("+", "%2B", StringComparison.Ordinal)
            .Replace("/", "%2F", StringComparison.Ordinal);
    }

    /// <summary>All parameters as one text, and <see cref="Read"/> the way back.</summary>
    internal string Write() => Join(_values);

    internal static QueryParameters Read(string text) => new(Split(text));

    private static string Join(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join('&', values.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    private static Dictionary<string, string> Split(string text) =>
        QueryHelpers.ParseQuery(text).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
}
