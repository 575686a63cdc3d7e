using System.Globalization;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>Reads the cells of date and birthday columns.</summary>
internal sealed class DateParser(ReadingOptions options)
{
    public RowValue? Parse(PlannedColumn planned, TypedCell? typed, string text, ref RowFindings findings)
    {
        if (typed?.Moment is { } moment)
        {
            return new RowValue(findings.Row, planned, moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        var why = options.Dates.Read(text, out var reading);
        var sure = IsSure(planned, text, reading, ref findings);
        if (why is not null)
        {
            findings.Error(
                planned,
                text,
                reading.IsImpossible ? RowRules.DateImpossible : RowRules.DateMalformed,
                why,
                options.Dates.Remedy
            );
        }

        return sure && why is null ? new RowValue(findings.Row, planned, reading.Canonical) : null;
    }

    /// <summary>
    /// False if the date is ambiguous and its column makes it doubtful. In a stream, this is a warning and the row is
    /// used.
    /// </summary>
    public bool IsSure(PlannedColumn planned, string text, DateReading reading, ref RowFindings findings)
    {
        if (options.Evidence.Judge(planned.Column.Name, reading) is not { } severity)
        {
            return true;
        }

        findings.Add(
            planned,
            text,
            RowRules.DateAmbiguous,
            severity,
            AmbiguousMessage(text, reading, severity),
            AmbiguousRemedy
        );
        return severity != FindingSeverity.Error;
    }

    public static string AmbiguousMessage(string text, DateReading reading, string severity) =>
        $"'{text}' {(severity == FindingSeverity.Error ? "can be read month first and day first" : $"was read month first, as {reading.Canonical}")}, "
        + "but another value of this column can only be day first";

    public const string AmbiguousRemedy =
        "Say how the dates are written: -DateFormat 'dd/MM/yyyy' or -DateFormat 'MM/dd/yyyy'. Or write them as "
        + "YYYY-MM-DD.";

    public RowValue? ParseWholeBirthday(PlannedColumn planned, TypedCell? typed, string text, ref RowFindings findings)
    {
        int month,
            day;
        if (typed?.Moment is { } moment)
        {
            (month, day) = (moment.Month, moment.Day);
        }
        else if (options.Dates.Read(text, out var reading) is null)
        {
            (month, day) = (reading.Day.Month, reading.Day.Day);
        }
        else if (!options.Dates.ReadBirthday(text, out month, out day) || !ContactText.IsBirthday(month, day))
        {
            // Report it once for both columns.
            if (planned.Column.Kind == ContactColumnKind.BirthdayMonth)
            {
                findings.Error(
                    planned,
                    text,
                    RowRules.BirthdayRange,
                    $"'{text}' is not a birthday",
                    "Write month and day, such as 3/14 or 03-14, or a whole date."
                );
            }

            return null;
        }

        var half = planned.Column.Kind == ContactColumnKind.BirthdayMonth ? month : day;
        return new RowValue(findings.Row, planned, half.ToString(CultureInfo.InvariantCulture));
    }

    public static RowValue? ParseBirthdayHalf(PlannedColumn planned, string text, int max, ref RowFindings findings)
    {
        if (ContactText.ReadSmallInteger(text, out var value) is { } why)
        {
            findings.Error(planned, text, RowRules.IntegerMalformed, why, Range(max));
            return null;
        }

        if (value < 1 || value > max)
        {
            findings.Error(
                planned,
                text,
                RowRules.BirthdayRange,
                $"'{text}' is not between 1 and {max.ToString(CultureInfo.InvariantCulture)}",
                Range(max)
            );
            return null;
        }

        return new RowValue(findings.Row, planned, value.ToString(CultureInfo.InvariantCulture));
    }

    private static string Range(int max) =>
        $"Give a whole number from 1 to {max.ToString(CultureInfo.InvariantCulture)}.";
}
