using System.Globalization;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The form in which dates are written. Without an explicit form, the forms of the API apply (reference §5): month
/// first unless the year is first, with <c>/</c> or <c>-</c> between the parts. An explicit form such as
/// <c>dd/MM/yyyy</c> fixes the order. <c>YYYY-MM-DD</c> is accepted in either case. Years need four digits, because two
/// digits would require a guess.
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

    /// <summary>The forms that the API accepts.</summary>
    public static DateForm Api { get; } = new(null, '/', null);

    /// <summary>The explicit form. Null for <see cref="Api"/>.</summary>
    public string? Text { get; }

    /// <summary>The advice on how to write a date, for the end of a message.</summary>
    public string Remedy =>
        _order is null
            ? "Write dates as YYYY-MM-DD. MM/DD/YYYY, MM-DD-YYYY and YYYY/MM/DD are understood too, always "
                + "month first. "
                + "If the day comes first, say so: -DateFormat 'dd/MM/yyyy'."
            : $"Write dates as {Text}, as -DateFormat says, or as YYYY-MM-DD.";

    /// <param name="format">
    /// Day, month and year with <c>/ - .</c> between them, such as <c>dd/MM/yyyy</c> or <c>d.M.yyyy</c>. Null for
    /// <see cref="Api"/>.
    /// </param>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>: the form is not supported.</exception>
    public static DateForm Of(string? format)
    {
        if (format is null)
        {
            return Api;
        }

        var text = format.Trim();
        var separator = text.FirstOrDefault(c => c is '/' or '-' or '.');
        var parts = text.Split(separator);
        var order = string.Concat(
            parts.Select(p =>
                p switch
                {
                    "d" or "dd" => "d",
                    "M" or "MM" => "M",
                    "yyyy" => "y",
                    _ => "?",
                }
            )
        );
        return order is "dMy" or "Mdy" or "yMd" && separator != '\0'
            ? new DateForm(order, separator, text)
            : throw InvalidInputException.Value(
                "-DateFormat",
                format,
                "it is not a date format.",
                "Give day, month and year with '/', '-' or '.' between them, such as dd/MM/yyyy, dd.MM.yyyy or "
                    + "MM/dd/yyyy. M is the month; years have four digits."
            );
    }

    /// <summary>Reads a calendar day.</summary>
    /// <returns>Null if the text is valid, otherwise the reason.</returns>
    public string? Read(string text, out DateReading reading)
    {
        reading = default;
        var first = DigitsAt(text, 0, out var a);
        if (first is 0 || first == text.Length)
        {
            return first == 5 ? $"'{text}' is not a date; it looks like a spreadsheet's serial number" : NoDate(text);
        }

        var separator = text[first];
        var second = DigitsAt(text, first + 1, out var b);
        var rest = first + 1 + second;
        if (
            separator is not ('/' or '-' or '.')
            || second is 0 or > 2
            || rest >= text.Length
            || text[rest] != separator
        )
        {
            return NoDate(text);
        }

        var third = DigitsAt(text, rest + 1, out var c);
        if (
            third is 0
            || rest + 1 + third != text.Length
            || (first == 4 ? third > 2 : first > 2 || third is not (2 or 4))
        )
        {
            return NoDate(text);
        }

        if (first <= 2 && third == 2)
        {
            return $"'{text}' has a year of two digits, which is ambiguous";
        }

        var yearFirst = first == 4;
        var isIso = yearFirst && separator == '-';
        if (_order is null && separator == '.')
        {
            return yearFirst
                ? NoDate(text)
                : $"'{text}' has points between its parts, so the order of day and month is not known";
        }

        if (_order is not null && !isIso && (separator != _separator || yearFirst != (_order == "yMd")))
        {
            return NoDate(text);
        }

        var (year, month, day) =
            yearFirst ? (a, b, c)
            : _order == "dMy" ? (c, b, a)
            : (c, a, b);
        var mayBeSwapped = _order is null && !yearFirst;
        if (!IsDay(year, month, day))
        {
            var dayFirst = mayBeSwapped && IsDay(year, day, month);
            reading = new DateReading { IsImpossible = true, IsDayFirst = dayFirst };
            return dayFirst
                ? $"'{text}' is not a date when read month first; it looks like day first"
                : $"'{text}' is a day that does not exist";
        }

        reading = new DateReading
        {
            Day = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified),
            IsAmbiguous = mayBeSwapped && day <= 12 && day != month,
            Iso = isIso && text.Length == 10 ? text : null,
        };
        return null;
    }

    /// <summary>
    /// Reads a point in time: a date, optionally followed by a time and its UTC offset. Without an offset, the time is
    /// UTC.
    /// </summary>
    /// <returns>Null if the text is valid, otherwise the reason.</returns>
    public string? ReadMoment(string text, out DateTime utc, out DateReading reading)
    {
        utc = default;
        var end = text.IndexOfAny(['T', ' ']);
        if (Read(end < 0 ? text : text.Substring(0, end), out reading) is { } why)
        {
            return reading.IsImpossible ? why : $"'{text}' is not a date and time";
        }

        var time = TimeSpan.Zero;
        var offset = TimeSpan.Zero;
        if (end >= 0 && !ReadTime(text.Substring(end + 1), out time, out offset))
        {
            return $"'{text}' is not a date and time";
        }

        var ticks = (reading.Day + time).Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return $"'{text}' is not a date and time";
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return null;
    }

    /// <summary>Reads a month and a day without a year, in the order of the form.</summary>
    public bool ReadBirthday(string text, out int month, out int day)
    {
        (month, day) = (0, 0);
        var first = DigitsAt(text, 0, out var a);
        if (first is 0 or > 2 || first == text.Length || text[first] is not ('/' or '-' or '.'))
        {
            return false;
        }

        var second = DigitsAt(text, first + 1, out var b);
        (month, day) = _order == "dMy" ? (b, a) : (a, b);
        return second is 1 or 2 && first + 1 + second == text.Length && (text[first] != '.' || _separator == '.');
    }

    private static bool ReadTime(string text, out TimeSpan time, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        var zone = text.IndexOfAny(['Z', 'z', '+', '-']);
        var clock = (zone < 0 ? text : text.Substring(0, zone)).Trim();
        if (
            !TimeSpan.TryParseExact(clock, Times, CultureInfo.InvariantCulture, out time)
            || time >= TimeSpan.FromDays(1)
        )
        {
            return false;
        }

        var rest = zone < 0 ? "" : text.Substring(zone);
        if (rest.Length == 0 || rest is "Z" or "z")
        {
            return true;
        }

        var ok =
            TimeSpan.TryParseExact(
                rest.Substring(1),
                [@"hh\:mm", "hhmm", "hh"],
                CultureInfo.InvariantCulture,
                out offset
            )
            && offset <= TimeSpan.FromHours(14);
        offset = rest[0] == '-' ? -offset : offset;
        return ok;
    }

    private static bool IsDay(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private string NoDate(string text) =>
        _order is null
            ? $"'{text}' is not a date in a form that the service takes"
            : $"'{text}' is not a date in the form {Text}";

    /// <summary>
    /// Counts the digits from <paramref name="start"/> and returns the number that the first of them form.
    /// </summary>
    private static int DigitsAt(string text, int start, out int value)
    {
        value = 0;
        var i = start;
        for (; i < text.Length && text[i] is >= '0' and <= '9'; i++)
        {
            value = i - start < 9 ? (value * 10) + (text[i] - '0') : value;
        }

        return i - start;
    }
}
