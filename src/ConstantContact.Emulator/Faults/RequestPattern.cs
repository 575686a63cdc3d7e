using System;
using System.Text.RegularExpressions;

namespace ConstantContact.Emulator.Faults;

/// <summary>A pattern like <c>PUT /v3/contacts/*</c>.</summary>
internal sealed class RequestPattern
{
    private readonly Regex _method;
    private readonly Regex _target;
    private readonly bool _withQuery;

    /// <exception cref="ArgumentException">Not a method and a path.</exception>
    internal RequestPattern(string pattern)
    {
        var parts = pattern.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || (parts[1][0] != '/' && parts[1][0] != '*'))
        {
            throw new ArgumentException($"'{pattern}' is not of the form 'METHOD /path'.", nameof(pattern));
        }

        _method = Wildcard(parts[0]);
        _target = Wildcard(parts[1]);
        _withQuery = parts[1].Contains('?', StringComparison.Ordinal);
    }

    internal bool Matches(string method, string path, string query) =>
        _method.IsMatch(method) && _target.IsMatch(_withQuery ? $"{path}?{query}" : path);

    private static Regex Wildcard(string text) =>
        new(
            $"^{Regex.Escape(text).Replace(@"\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.IgnoreCase
                | RegexOptions.CultureInvariant
                | RegexOptions.ExplicitCapture
                | RegexOptions.NonBacktracking,
            TimeSpan.FromSeconds(1)
        );
}
