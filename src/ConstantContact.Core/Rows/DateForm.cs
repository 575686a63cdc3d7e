using System.Globalization;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>
/// How dates are written. Without a form of its own these are the API's (reference §5): month first unless the year is, with <c>/</c> or
/// <c>-</c> between the parts. A form of its own, such as <c>dd/MM/yyyy</c>, settles the order; <c>YYYY-MM-DD</c> is understood beside it.
/// Years have four digits: anything else would be a guess.
/// </summary>
public sealed class DateForm
{
    private static readonly string[] Times = [@"h\:mm", @"hh\:mm", @"h\:mm\:ss", @"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF"];

    private readonly string? _order;
    private readonly char _separator;

    private DateForm(string? order, char separator, string? text)
    {
        _order = order;
        _separator = separator;
        Text = text;
    }

    /// <summary>The forms that the API takes.</summary>
    public static DateForm Api { get; } = new(null, '/', null);

    /// <summary>The form as it was given; null for <see cref="Api"/>.</summary>
    public string? Text { get; }

    /// <summary>How to write a date, for the end of a message.</summary>
    public string Remedy => _order is null
        ? "Write dates as YYYY-MM-DD. MM/DD/YYYY, MM-DD-YYYY and YYYY/MM/DD are understood too, always month first. " +
            "If the day comes first, say so: -DateFormat 'dd/MM/yyyy'."
        : $"Write dates as {Text}, as -DateFormat says, or as YYYY-MM-DD.";

    /// <param name="format">Day, month and year with <c>/ - .</c> between them, such as <c>dd/MM/yyyy</c> or <c>d.M.yyyy</c>; null for <see cref="Api"/>.</param>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>: another form.</exception>
    public static DateForm Of(string? format)
    {
        if (format is null)
        {
            return Api;
        }

        string text = format.Trim();
        char separator = text.FirstOrDefault(c => c is '/' or '-' or '.');
        string[] parts = text.Split(separator);
        string order = string.Concat(parts.Select(p => p switch
        {
            "d" or "dd" => "d",
            "M" or "MM" => "M",
            "yyyy" => "y",
            _ => "?",
        }));
        return order is "dMy" or "Mdy" or "yMd" && separator != '\0'
            ? new DateForm(order, separator, text)
            : throw InvalidInputException.Value(
                "-DateFormat", format, "it is not a form of dates.",
                "Give day, month and year with '/', '-' or '.' between them, such as dd/MM/yyyy, dd.MM.yyyy or MM/dd/yyyy. M is the month; years have four digits.");
    }

    /// <summary>Reads a calendar day.</summary>
    /// <returns>Null where all is well, otherwise the reason.</returns>
    public string? Read(string text, out DateReading reading)
    {
        reading = default;
        int first = DigitsAt(text, 0, out int a);
        if (first is 0 || first == text.Length)
        {
            return first == 5 ? $"'{text}' is not a date; it looks like a spreadsheet's serial number" : NoDate(text);
        }

        char separator = text[first];
        int second = DigitsAt(text, first + 1, out int b);
        int rest = first + 1 + second;
        if (separator is not ('/' or '-' or '.') || second is 0 or > 2 || rest >= text.Length || text[rest] != separator)
        {
            return NoDate(text);
        }

        int third = DigitsAt(text, rest + 1, out int c);
        if (third is 0 || rest + 1 + third != text.Length || (first == 4 ? third > 2 : first > 2 || third is not (2 or 4)))
        {
            return NoDate(text);
        }

        if (first <= 2 && third == 2)
        {
            return $"'{text}' has a year of two digits, which is ambiguous";
        }

        bool yearFirst = first == 4;
        bool isIso = yearFirst && separator == '-';
        if (_order is null && separator == '.')
        {
            return yearFirst ? NoDate(text) : $"'{text}' has points between its parts, and the order of day and month is not said";
        }

        if (_order is not null && !isIso && (separator != _separator || yearFirst != (_order == "yMd")))
        {
            return NoDate(text);
        }

        (int year, int month, int day) = yearFirst ? (a, b, c) : _order == "dMy" ? (c, b, a) : (c, a, b);
        bool mayBeSwapped = _order is null && !yearFirst;
        if (!IsDay(year, month, day))
        {
            bool dayFirst = mayBeSwapped && IsDay(year, day, month);
            reading = new DateReading { IsImpossible = true, IsDayFirst = dayFirst };
            return dayFirst ? $"'{text}' is not a date when read month first; it looks like day first" : $"'{text}' is a day that does not exist";
        }

        reading = new DateReading
        {
            Day = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified),
            IsAmbiguous = mayBeSwapped && day <= 12 && day != month,
        };
        return null;
    }

    /// <summary>Reads a point in time: a date, then optionally a time and its distance to UTC, which is UTC where it is not said.</summary>
    /// <returns>Null where all is well, otherwise the reason.</returns>
    public string? ReadMoment(string text, out DateTime utc, out DateReading reading)
    {
        utc = default;
        int end = text.IndexOfAny(['T', ' ']);
        if (Read(end < 0 ? text : text.Substring(0, end), out reading) is { } why)
        {
            return reading.IsImpossible ? why : $"'{text}' is not a date and time";
        }

        TimeSpan time = TimeSpan.Zero;
        TimeSpan offset = TimeSpan.Zero;
        if (end >= 0 && !ReadTime(text.Substring(end + 1), out time, out offset))
        {
            return $"'{text}' is not a date and time";
        }

        long ticks = (reading.Day + time).Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return $"'{text}' is not a date and time";
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return null;
    }

    /// <summary>Reads month and day alone, in the order of the form.</summary>
    public bool ReadBirthday(string text, out int month, out int day)
    {
        (month, day) = (0, 0);
        int first = DigitsAt(text, 0, out int a);
        if (first is 0 or > 2 || first == text.Length || text[first] is not ('/' or '-' or '.'))
        {
            return false;
        }

        int second = DigitsAt(text, first + 1, out int b);
        (month, day) = _order == "dMy" ? (b, a) : (a, b);
        return second is 1 or 2 && first + 1 + second == text.Length && (text[first] != '.' || _separator == '.');
    }

    private static bool ReadTime(string text, out TimeSpan time, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        int zone = text.IndexOfAny(['Z', 'z', '+', '-']);
        string clock = (zone < 0 ? text : text.Substring(0, zone)).Trim();
        if (!TimeSpan.TryParseExact(clock, Times, CultureInfo.InvariantCulture, out time) || time >= TimeSpan.FromDays(1))
        {
            return false;
        }

        string rest = zone < 0 ? "" : text.Substring(zone);
        if (rest.Length == 0 || rest is "Z" or "z")
        {
            return true;
        }

        bool ok = TimeSpan.TryParseExact(rest.Substring(1), [@"hh\:mm", "hhmm", "hh"], CultureInfo.InvariantCulture, out offset) && offset <= TimeSpan.FromHours(14);
        offset = rest[0] == '-' ? -offset : offset;
        return ok;
    }

    private static bool IsDay(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private string NoDate(string text) => _order is null
        ? $"'{text}' is not a date in a form that the service takes"
        : $"'{text}' is not a date in the form {Text}";

    /// <summary>How many digits start at <paramref name="start"/>, and the number that the first of them make.</summary>
    private static int DigitsAt(string text, int start, out int value)
    {
        value = 0;
        int i = start;
        for (; i < text.Length && text[i] is >= '0' and <= '9'; i++)
        {
            value = i - start < 9 ? (value * 10) + (text[i] - '0') : value;
        }

        return i - start;
    }
}
