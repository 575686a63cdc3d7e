using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConstantContact.Emulator.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// The parameters of an OAuth request, from the form in the body or from the query: the vendor's own samples use
/// either. The form wins where both name one.
/// </summary>
internal sealed class OAuthParameters
{
    private static readonly string[] Secrets =
    [
        "client_secret",
        "code",
        "refresh_token",
        "device_code",
        "code_verifier",
    ];
    private readonly Dictionary<string, string> _values;

    private OAuthParameters(Dictionary<string, string> values) => _values = values;

    internal static OAuthParameters From(string query, ReadOnlyMemory<byte> body)
    {
        var values = Read(query);
        foreach (var (name, value) in Read(Encoding.UTF8.GetString(body.Span)))
        {
            values[name] = value;
        }

        return new OAuthParameters(values);
    }

    /// <summary>Null where it is missing or empty.</summary>
    internal string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <exception cref="OAuthProblem">It is missing.</exception>
    internal string Required(string name) =>
        this[name] ?? throw OAuthProblem.InvalidRequest($"The parameter {name} is missing.");

    /// <summary>For the log: the secrets' values are left out.</summary>
    internal static string Redact(string text) =>
        text.Length == 0
            ? ""
            : string.Join(
                '&',
                text.Split('&')
                    .Select(pair =>
                        Array.Find(Secrets, s => pair.StartsWith(s + "=", StringComparison.Ordinal)) is { } secret
                            ? secret + "=(left out)"
                            : pair
                    )
            );

    private static Dictionary<string, string> Read(string text) =>
        QueryHelpers.ParseQuery(text).ToDictionary(p => p.Key, p => p.Value[^1] ?? "", StringComparer.Ordinal);
}
