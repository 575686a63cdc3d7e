using System.Text;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>The base URI and the addresses below it. No input value can lead outside it.</summary>
internal sealed class ApiRoot
{
    /// <summary>Reused for all addresses that a thread builds.</summary>
    [ThreadStatic]
    private static StringBuilder? _text;

    private readonly string _root;

    // In the form of the addresses below it: without the default port, the host in lower case.
    private readonly string _absolute;

    public ApiRoot(Uri baseUri)
    {
        _root = baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        _absolute = new Uri(_root).AbsoluteUri;
    }

    /// <summary>For paths without placeholders.</summary>
    public static IReadOnlyDictionary<string, string> NoValues { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public Uri Address(
        string pathTemplate,
        IReadOnlyDictionary<string, string> values,
        IReadOnlyList<KeyValuePair<string, string>> query
    )
    {
        var text = (_text ??= new StringBuilder()).Clear().Append(_root);
        AppendPath(text, pathTemplate, values);
        for (var i = 0; i < query.Count; i++)
        {
            text.Append(i == 0 ? '?' : '&')
                .Append(Uri.EscapeDataString(query[i].Key))
                .Append('=')
                .Append(Uri.EscapeDataString(query[i].Value));
        }

        var uri = new Uri(text.ToString(), UriKind.Absolute);
        if (!uri.AbsoluteUri.StartsWith(_absolute, StringComparison.Ordinal))
        {
            throw InvalidInputException.Value(
                "Path",
                pathTemplate,
                "it leads outside the API.",
                "Give a path below the base URI, such as contacts/counts."
            );
        }

        return uri;
    }

    private static void AppendPath(StringBuilder text, string template, IReadOnlyDictionary<string, string> values)
    {
        var position = 0;
        template = template.TrimStart('/');
        while (position < template.Length)
        {
            var open = template.IndexOf('{', position);
            if (open < 0)
            {
                text.Append(template, position, template.Length - position);
                return;
            }

            var close = template.IndexOf('}', open);
            if (close < 0)
            {
                throw InvalidInputException.Value(
                    "Path",
                    template,
                    "an opening brace has no closing brace.",
                    "Write braces in a path as %7B and %7D."
                );
            }

            var name = template.Substring(open + 1, close - open - 1);
            text.Append(template, position, open - position).Append(Uri.EscapeDataString(Value(name, values)));
            position = close + 1;
        }
    }

    // An empty value would turn "delete this item" into a request to the whole collection, and dots would climb out of
    // it.
    private static string Value(string name, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) && value is not "." and not ".."
            ? value
            : throw InvalidInputException.Value(
                name,
                value,
                "it is not an id.",
                "Give the id as the service shows it."
            );
}
