using System.Globalization;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Api;

/// <summary>Splits a path from a user into a template, which traces may show, and values, which they may not.</summary>
internal sealed class RawTarget
{
    private RawTarget(
        string template,
        IReadOnlyDictionary<string, string> values,
        IReadOnlyList<KeyValuePair<string, string>> query
    )
    {
        Template = template;
        Values = values;
        Query = query;
    }

    public string Template { get; }

    public IReadOnlyDictionary<string, string> Values { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Query { get; }

    /// <exception cref="InvalidInputException">The path is not below the base URI.</exception>
    public static RawTarget Parse(string path, Uri baseUri)
    {
        var text = Below(path.Trim(), baseUri);
        var question = text.IndexOf('?');
        var query = question < 0 ? [] : Pairs(text.Substring(question + 1));
        var template = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var segment in (question < 0 ? text : text.Substring(0, question)).Split('/'))
        {
            var plain = Uri.UnescapeDataString(segment);
            if (plain is "." or ".." || plain.IndexOfAny(['/', '\\', '#']) >= 0)
            {
                throw NoPath(path);
            }

            if (IsName(plain))
            {
                template.Add(plain);
                continue;
            }

            var name =
                values.Count == 0 ? "id" : string.Format(CultureInfo.InvariantCulture, "id{0}", values.Count + 1);
            values.Add(name, plain);
            template.Add("{" + name + "}");
        }

        return template.Count == 1 && template[0].Length == 0
            ? throw NoPath(path)
            : new RawTarget(string.Join("/", template), values, query);
    }

    // Links from the service start after the host, with the version: /v3/contacts?cursor=…
    private static string Below(string path, Uri baseUri)
    {
        var root = baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        if (path.StartsWith(root, StringComparison.OrdinalIgnoreCase))
        {
            return path.Substring(root.Length);
        }

        // "//host/x" is also an address, only without its scheme.
        if (
            path.IndexOf("://", StringComparison.Ordinal) is >= 0 and < 12
            || path.StartsWith("//", StringComparison.Ordinal)
            || path.IndexOf('#') >= 0
        )
        {
            throw NoPath(path);
        }

        var rootPath = baseUri.AbsolutePath.TrimEnd('/') + "/";
        return path.StartsWith(rootPath, StringComparison.OrdinalIgnoreCase)
            ? path.Substring(rootPath.Length)
            : path.TrimStart('/');
    }

    // Resource names are words. Anything else may be an id or an address.
    private static bool IsName(string segment)
    {
        var digits = 0;
        foreach (var c in segment)
        {
            digits += c is >= '0' and <= '9' ? 1 : 0;
            if (!(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-'))
            {
                return false;
            }
        }

        return digits <= 1 && segment.Length <= 40;
    }

    private static List<KeyValuePair<string, string>> Pairs(string query)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in query.Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            pairs.Add(
                equals < 0
                    ? new(Uri.UnescapeDataString(pair), string.Empty)
                    : new(
                        Uri.UnescapeDataString(pair.Substring(0, equals)),
                        Uri.UnescapeDataString(pair.Substring(equals + 1))
                    )
            );
        }

        return pairs;
    }

    private static InvalidInputException NoPath(string path) =>
        InvalidInputException.Value(
            "Path",
            path,
            "it is not a path below the API's address.",
            "Give a path such as contacts/counts, or a link that the service returned."
        );
}
