using System.Management.Automation;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Matches names, with or without wildcards, and ids, for <c>Get-*</c> cmdlets. Without a pattern, everything matches.
/// </summary>
internal sealed class NameMatch
{
    private readonly string[] _texts;
    private readonly WildcardPattern[] _patterns;
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);

    public NameMatch(IEnumerable<string>? wanted)
    {
        _texts = [.. (wanted ?? []).Select(static text => text.Trim())];
        _patterns =
        [
            .. _texts
                .Where(WildcardPattern.ContainsWildcardCharacters)
                .Select(static text => new WildcardPattern(text, WildcardOptions.IgnoreCase)),
        ];
    }

    /// <summary>Names without wildcards that were not found.</summary>
    public IEnumerable<string> Missing =>
        _texts.Where(text => !WildcardPattern.ContainsWildcardCharacters(text) && !_found.Contains(text));

    public bool Takes(string id, params string?[] names)
    {
        // A name may contain a bracket, so it is also compared literally.
        string[] exact = [.. _texts.Where(text => names.Append(id).Contains(text, StringComparer.OrdinalIgnoreCase))];
        _found.UnionWith(exact);
        return _texts.Length == 0
            || exact.Length > 0
            || names.OfType<string>().Any(name => _patterns.Any(pattern => pattern.IsMatch(name)));
    }
}
