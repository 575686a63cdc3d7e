using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Api;

/// <summary>Parts that several request descriptions use.</summary>
internal static class RequestParts
{
    public static IReadOnlyDictionary<string, string> Path(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };

    /// <summary>Sends the same bytes in every attempt.</summary>
    public static Func<HttpContent> Json(byte[] utf8) =>
        () =>
        {
            var content = new ByteArrayContent(utf8);

            // Without a charset, because JSON is UTF-8 and the service answers 415 for any other content type.
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        };

    /// <summary>For answers without a body, or with an irrelevant one.</summary>
    public static Task<bool> NothingAsync(Stream stream, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>UTC with a precision of seconds, the format that the service itself uses.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static int PageSize(int? size, int largest)
    {
        var value = size ?? largest;
        return value >= 1 && value <= largest
            ? value
            : throw InvalidInputException.Value(
                "Page size",
                value.ToString(CultureInfo.InvariantCulture),
                "the service does not accept this value.",
                string.Format(CultureInfo.InvariantCulture, "Give a number from 1 to {0}.", largest)
            );
    }

    public static string Csv(string what, IReadOnlyList<string> values, int most)
    {
        if (values.Count > most)
        {
            throw InvalidInputException.Value(
                what,
                value: null,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "one request takes at most {0}, but {1}.",
                    Quantity.Of(most, "value"),
                    Quantity.Of(values.Count, "was given", "were given")
                ),
                "Split the values over several requests."
            );
        }

        return string.Join(",", values);
    }
}
