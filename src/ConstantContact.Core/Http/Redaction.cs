using System.Text;
using System.Text.RegularExpressions;

namespace ConstantContact.Core.Http;

/// <summary>
/// The only place that makes text safe to show. <see cref="Secrets"/> is applied to everything. <see cref="Trace"/>
/// also masks e-mail addresses and phone numbers, for verbose and debug text and for excerpts of server answers.
/// </summary>
public static class Redaction
{
    private const string Mask = "***";

    private const int MaxInput = 16 * 1024;

    private const int MaxExcerpt = 160;

    // Shorter texts are not secrets and would match in the middle of words.
    private const int ShortestSecret = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Regex AuthorizationValue = Make(
        @"\b(?<scheme>Bearer|Basic)(?<gap>\s+)[A-Za-z0-9\-._~+/]+=*"
    );

    // A JWT in any place, even without its signature.
    private static readonly Regex Jwt = Make(@"\beyJ[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]*(\.[A-Za-z0-9_\-]*)?");

    // "name":"value" in JSON, name=value in forms and queries, name: value in headers. The name must be a whole word,
    // because error_code and postal_code are not secrets.
    private static readonly Regex NamedSecret = Make(
        @"(?<![A-Za-z0-9_\-])(?<name>access_token|refresh_token|id_token|token|client_secret|secret|code|device_code|user_code|code_verifier|state|password|authorization)"
            + @"(?<link>""?\s*[:=]\s*)(?<value>""(?:[^""\\]|\\.)*""?|[^\s""&,;}]+)"
    );

    private static readonly Regex Email = Make(
        @"(?<first>[\p{L}\p{N}])(?<rest>[\p{L}\p{N}._%+'\-]{0,80})(?<at>@|%40)(?<host>[\p{L}\p{N}\-]+(\.[\p{L}\p{N}\-]+)+)"
    );

    private static readonly Regex Phone = Make(
        @"(?<![\p{L}\p{N}_\-.])\+?\(?[0-9][0-9 ().\-/]{5,22}[0-9](?![\p{L}\p{N}_\-])"
    );

    private static readonly Regex IsoDate = Make(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /// <summary>Masks tokens, codes, client secrets and authorization headers.</summary>
    /// <param name="text">The text to show.</param>
    /// <param name="sent">The secrets of the request, because a service may quote them without a name.</param>
    public static string Secrets(string? text, params string?[] sent) => Apply(Without(text, sent), people: false);

    /// <summary>
    /// Masks everything that <see cref="Secrets"/> masks, and also e-mail addresses and phone numbers.
    /// </summary>
    public static string Trace(string? text) => Apply(text, people: true);

    /// <summary>One short line of a server answer, safe for a message.</summary>
    /// <param name="utf8">The answer.</param>
    /// <param name="sent">The secrets of the request.</param>
    public static string Excerpt(ReadOnlySpan<byte> utf8, params string?[] sent)
    {
        var raw = Encoding.UTF8.GetString(utf8.Slice(0, Math.Min(utf8.Length, 2048)).ToArray());
        var line = new StringBuilder(raw.Length);
        foreach (var c in raw)
        {
            var plain = char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c;
            if (plain != ' ' || (line.Length > 0 && line[line.Length - 1] != ' '))
            {
                line.Append(plain);
            }
        }

        // Mask before cutting: half a token is still a secret but no longer looks like one.
        var safe = Trace(Without(line.ToString(), sent)).Trim();
        return safe.Length <= MaxExcerpt ? safe : safe.Substring(0, MaxExcerpt - 3) + "...";
    }

    /// <summary><c>dlang@example.com</c> becomes <c>d***@example.com</c>.</summary>
    public static string MaskEmail(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 ? address.Substring(0, 1) + Mask + address.Substring(at) : Mask;
    }

    private static string? Without(string? text, string?[] sent)
    {
        if (sent.Length == 0)
        {
            return text;
        }

        var work = new StringBuilder(text);
        foreach (var secret in sent)
        {
            if (secret?.Length >= ShortestSecret)
            {
                work.Replace(secret, Mask);
            }
        }

        return work.ToString();
    }

    private static string Apply(string? text, bool people)
    {
        if (text is null || text.Length == 0)
        {
            return string.Empty;
        }

        var work = text.Length <= MaxInput ? text : text.Substring(0, MaxInput) + "...";
        try
        {
            work = AuthorizationValue.Replace(work, "${scheme}${gap}" + Mask);
            work = Jwt.Replace(work, Mask);
            work = NamedSecret.Replace(work, MaskNamed);
            return people ? Phone.Replace(Email.Replace(work, "${first}" + Mask + "${at}${host}"), MaskPhone) : work;
        }
        catch (RegexMatchTimeoutException)
        {
            return "(hidden because it could not be checked for secrets)";
        }
    }

    private static string MaskNamed(Match match)
    {
        var value = match.Groups["value"].Value;
        if (value is "Bearer" or "Basic" or Mask)
        {
            return match.Value;
        }

        var quote = value[0] == '"' ? "\"" : string.Empty;
        return match.Groups["name"].Value + match.Groups["link"].Value + quote + Mask + quote;
    }

    // A row of digits is more often a count than a phone number, so digits without separators need at least ten. Dates
    // stay.
    private static string MaskPhone(Match match)
    {
        var digits = 0;
        var separated = false;
        foreach (var c in match.Value)
        {
            if (c is >= '0' and <= '9')
            {
                digits++;
            }
            else
            {
                separated = true;
            }
        }

        return digits < (separated ? 7 : 10) || IsoDate.IsMatch(match.Value)
            ? match.Value
            : Mask + match.Value.Substring(match.Value.Length - 2);
    }

    private static Regex Make(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);
}
