using System;
using System.Globalization;

namespace ConstantContact.Emulator.Contacts;

/// <summary>The calendar dates the service accepts for an anniversary; it answers the ISO form.</summary>
internal static class ContactDates
{
    private static readonly string[] Forms =
    [
        "M/d/yyyy",
        "MM/dd/yyyy",
        "yyyy/M/d",
        "yyyy/MM/dd",
        "yyyy-M-d",
        "yyyy-MM-dd",
        "M-d-yyyy",
        "MM-dd-yyyy",
    ];

    internal static string? ToIso(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
}
