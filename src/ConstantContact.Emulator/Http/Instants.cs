using System;
using System.Globalization;

namespace ConstantContact.Emulator.Http;

/// <summary>Live answers give instants in UTC, to the second, with a Z.</summary>
internal static class Instants
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    internal static string ToApi(this DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    internal static string ToApiDate(this DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
            : null;
}
