using System.Management.Automation;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Names with or without wildcards, and ids, as <c>Get-*</c> takes them. Nothing wanted means everything.</summary>
internal sealed class NameMatch
{
    private readonly string[] _texts;
    private readonly WildcardPattern[] _patterns;
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);

    public NameMatch(IEnumerable<string>? wanted)
    {
        _texts = [.. (wanted ?? []).Select(static text => text.Trim())];
        _patterns = [.. _texts.Where(WildcardPattern.ContainsWildcardCharacters).Select(static text => new WildcardPattern(text, WildcardOptions.IgnoreCase))];
    }

    /// <summary>Wanted by its whole name, and not seen.</summary>
    public IEnumerable<string> Missing => _texts.Where(text => !WildcardPattern.ContainsWildcardCharacters(text) && !_found.Contains(text));

    public bool Takes(string id, params string?[] names)
    {
        // A name may hold a bracket: then it is found as it is written too.
        string[] exact = [.. _texts.Where(text => names.Append(id).Contains(text, StringComparer.OrdinalIgnoreCase))];
        _found.UnionWith(exact);
        return _texts.Length == 0 || exact.Length > 0 || names.OfType<string>().Any(name => _patterns.Any(pattern => pattern.IsMatch(name)));
    }
}
