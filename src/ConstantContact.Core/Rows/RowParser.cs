using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Reads the cells of rows strictly according to a plan and returns canonical values and findings. It never throws on a
/// bad value and never guesses: an unreadable value must be corrected by the user. All inputs use it, so that a cell
/// means the same everywhere. Different rows may be read concurrently.
/// </summary>
public sealed class RowParser
{
    private readonly ColumnPlan _plan;
    private readonly (PlannedColumn Planned, Limit Limit)[] _columns;
    private readonly ReadingOptions _options;
    private readonly string[] _nullTokens;
    private readonly IReadOnlyDictionary<string, CustomField> _fields;

    /// <param name="plan">The meaning of the columns.</param>
    /// <param name="options">Options for reading values. Null: the API's forms and no null tokens.</param>
    /// <param name="fields">
    /// Custom fields by their names in the plan. The values of other fields are read later, when their types are known.
    /// </param>
    public RowParser(
        ColumnPlan plan,
        ReadingOptions? options = null,
        IReadOnlyDictionary<string, CustomField>? fields = null
    )
    {
        _plan = plan;
        _columns = [.. plan.Columns.Select(c => (c, LimitOf(c.Column, plan.Purpose)))];
        _options = options ?? new ReadingOptions();
        _nullTokens = [.. _options.NullTokens];
        _fields = fields ?? new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase);
    }

    public ColumnPlan Plan => _plan;

    /// <summary>The unknown columns that are not blank in this row.</summary>
    public IEnumerable<UnknownColumn> UnknownIn(InputRow row) =>
        row.Defect is not null
            ? []
            : _plan.Unknown.Where(u => u.Index < row.Values.Count && !Cells.IsBlank(row.Values[u.Index]));

    /// <summary>Refuses a row with a value in an unknown column.</summary>
    /// <exception cref="InvalidInputException">
    /// <c>CcUnknownColumn</c>, naming all such columns of the input.
    /// </exception>
    public void RequireKnown(InputRow row)
    {
        if (_plan.Unknown.Count > 0 && UnknownIn(row).Any())
        {
            throw _plan.UnknownColumns();
        }
    }

    public RowValues Parse(InputRow row)
    {
        if (row.Defect is { } defect)
        {
            return new RowValues(row, _plan, [], [defect]);
        }

        var values = new List<RowValue>(_columns.Length);
        List<RowFinding>? findings = null;
        foreach (var (planned, limit) in _columns)
        {
            var cell = planned.Index < row.Values.Count ? row.Values[planned.Index] : null;
            if (!Cells.IsBlank(cell) && ParseCell(row, planned, cell!, limit, ref findings) is { } value)
            {
                values.Add(value);
            }
        }

        CheckRow(row, values, ref findings);
        return new RowValues(row, _plan, values, findings is null ? [] : findings);
    }

    private RowValue? ParseCell(
        InputRow row,
        PlannedColumn planned,
        object cell,
        Limit limit,
        ref List<RowFinding>? findings
    )
    {
        var typed = cell as TypedCell;
        var text = typed?.Text ?? (string)cell;
        if (typed is null)
        {
            if (_plan.IsReport)
            {
                cell = text = ReportCells.Unguard(text);
            }

            if (_nullTokens.Length > 0 && Array.IndexOf(_nullTokens, text) >= 0)
            {
                return ParseNull(row, planned, text, ref findings);
            }

            if (ContactText.IsExcelError(text))
            {
                Error(
                    ref findings,
                    row,
                    planned,
                    text,
                    RowRules.ExcelError,
                    $"'{text}' is the result of a failed formula",
                    _plan.Purpose == ColumnPurpose.Update
                        ? "Correct the sheet, or empty the cell to keep what the contact has. To clear values with "
                            + "it: -NullToken '"
                            + text
                            + "'."
                        : "Correct the sheet, or empty the cell to keep what the contact has."
                );
                return null;
            }
        }
        else if (typed.UnusableType is { } type)
        {
            Error(
                ref findings,
                row,
                planned,
                null,
                RowRules.UnusableType,
                FieldReader.UnusableMessage(type),
                FieldReader.UnusableRemedy
            );
            return null;
        }
        else if (typed.Items is { } items && !TakesSeveral(planned.Column.Kind))
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.SeveralValues,
                FieldReader.SeveralMessage(items),
                FieldReader.SeveralRemedy
            );
            return null;
        }

        switch (planned.Column.Kind)
        {
            case ContactColumnKind.Email or ContactColumnKind.NewEmailAddress:
                return ParseEmail(row, planned, text, limit, ref findings);
            case ContactColumnKind.ContactId:
                if (Guid.TryParseExact(text, "D", out _))
                {
                    return new RowValue(row, planned, text);
                }

                Error(
                    ref findings,
                    row,
                    planned,
                    text,
                    RowRules.ContactIdMalformed,
                    $"'{text}' is not a contact id",
                    "A contact id looks like 1618ae62-4752-11e9-9c8a-fa163e6b01c1. An address belongs in the "
                        + "column email."
                );
                return null;
            case ContactColumnKind.BirthdayMonth or ContactColumnKind.BirthdayDay when planned.IsWholeBirthday:
                return ParseWholeBirthday(row, planned, typed, text, ref findings);
            case ContactColumnKind.BirthdayMonth:
                return ParseBirthdayHalf(row, planned, text, 12, ref findings);
            case ContactColumnKind.BirthdayDay:
                return ParseBirthdayHalf(row, planned, text, 31, ref findings);
            case ContactColumnKind.Anniversary or ContactColumnKind.SmsConsentDate:
                return ParseDate(row, planned, typed, text, ref findings);
            case ContactColumnKind.SmsNumber:
                if (ContactText.CheckSmsNumber(text) is { } wrong)
                {
                    Error(
                        ref findings,
                        row,
                        planned,
                        text,
                        RowRules.SmsNumberMalformed,
                        wrong,
                        "Imports take US numbers only, of ten digits and without country code."
                    );
                    return null;
                }

                return new RowValue(row, planned, text);
            case ContactColumnKind.AddToLists or ContactColumnKind.RemoveFromLists:
                return ParseNames(row, planned, typed, text, ContactLimits.ListsPerContact, "lists", ref findings);
            case ContactColumnKind.AddTags or ContactColumnKind.RemoveTags:
                return ParseNames(row, planned, typed, text, ContactLimits.TagsPerContact, "tags", ref findings);
            case ContactColumnKind.CustomField:
                return ParseField(row, planned, cell, text, limit, ref findings);
            default:
                return ParseText(row, planned, text, limit, ref findings);
        }
    }

    private static bool TakesSeveral(ContactColumnKind kind) =>
        kind
            is ContactColumnKind.CustomField
                or ContactColumnKind.AddToLists
                or ContactColumnKind.RemoveFromLists
                or ContactColumnKind.AddTags
                or ContactColumnKind.RemoveTags;

    private RowValue? ParseDate(
        InputRow row,
        PlannedColumn planned,
        TypedCell? typed,
        string text,
        ref List<RowFinding>? findings
    )
    {
        if (typed?.Moment is { } moment)
        {
            return new RowValue(row, planned, moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        var why = _options.Dates.Read(text, out var reading);
        return IsSure(row, planned, text, reading, ref findings) && why is null
            ? new RowValue(row, planned, reading.Canonical)
            : Refuse(ref findings);

        RowValue? Refuse(ref List<RowFinding>? found)
        {
            if (why is not null)
            {
                Error(
                    ref found,
                    row,
                    planned,
                    text,
                    reading.IsImpossible ? RowRules.DateImpossible : RowRules.DateMalformed,
                    why,
                    _options.Dates.Remedy
                );
            }

            return null;
        }
    }

    /// <summary>
    /// False if the date is ambiguous and its column makes it doubtful. In a stream, this is a warning and the row is
    /// used.
    /// </summary>
    private bool IsSure(
        InputRow row,
        PlannedColumn planned,
        string text,
        DateReading reading,
        ref List<RowFinding>? findings
    )
    {
        if (_options.Evidence.Judge(planned.Column.Name, reading) is not { } severity)
        {
            return true;
        }

        Add(
            ref findings,
            row,
            planned,
            text,
            RowRules.DateAmbiguous,
            severity,
            AmbiguousMessage(text, reading, severity),
            AmbiguousRemedy
        );
        return severity != FindingSeverity.Error;
    }

    internal static string AmbiguousMessage(string text, DateReading reading, string severity) =>
        $"'{text}' {(severity == FindingSeverity.Error ? "can be read month first and day first" : $"was read month first, as {reading.Canonical}")}, "
        + "but another value of this column can only be day first";

    internal const string AmbiguousRemedy =
        "Say how the dates are written: -DateFormat 'dd/MM/yyyy' or -DateFormat 'MM/dd/yyyy'. Or write them as "
        + "YYYY-MM-DD.";

    private RowValue? ParseField(
        InputRow row,
        PlannedColumn planned,
        object cell,
        string text,
        Limit limit,
        ref List<RowFinding>? findings
    )
    {
        if (ParseText(row, planned, text, limit, ref findings) is null)
        {
            return null;
        }

        if (!_fields.TryGetValue(planned.Column.FieldName!, out var field))
        {
            return new RowValue(row, planned, text);
        }

        var reading = FieldReader.Read(field, cell, _options.Dates, _plan.Purpose == ColumnPurpose.Import);
        var sure = IsSure(row, planned, text, reading.Date, ref findings);
        if (reading.Rule is { } rule)
        {
            Error(ref findings, row, planned, text, rule, reading.Message, reading.Remedy);
        }

        return sure && reading.Rule is null ? new RowValue(row, planned, reading.Text) : null;
    }

    private RowValue? ParseWholeBirthday(
        InputRow row,
        PlannedColumn planned,
        TypedCell? typed,
        string text,
        ref List<RowFinding>? findings
    )
    {
        int month,
            day;
        if (typed?.Moment is { } moment)
        {
            (month, day) = (moment.Month, moment.Day);
        }
        else if (_options.Dates.Read(text, out var reading) is null)
        {
            (month, day) = (reading.Day.Month, reading.Day.Day);
        }
        else if (!_options.Dates.ReadBirthday(text, out month, out day) || !ContactText.IsBirthday(month, day))
        {
            // Report it once for both columns.
            if (planned.Column.Kind == ContactColumnKind.BirthdayMonth)
            {
                Error(
                    ref findings,
                    row,
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
        return new RowValue(row, planned, half.ToString(CultureInfo.InvariantCulture));
    }

    private RowValue? ParseNull(InputRow row, PlannedColumn planned, string text, ref List<RowFinding>? findings)
    {
        if (_plan.Purpose == ColumnPurpose.Import)
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.NullNotAllowed,
                "an import cannot clear a value",
                "Use Update-CcContact with -NullToken for such rows."
            );
            return null;
        }

        switch (planned.Column.Kind)
        {
            case ContactColumnKind.Email or ContactColumnKind.ContactId or ContactColumnKind.NewEmailAddress:
                Error(
                    ref findings,
                    row,
                    planned,
                    text,
                    RowRules.NullNotAllowed,
                    "what identifies a contact cannot be cleared",
                    "Leave the cell empty, or give the address or id."
                );
                return null;
            case ContactColumnKind.AddToLists
            or ContactColumnKind.RemoveFromLists
            or ContactColumnKind.AddTags
            or ContactColumnKind.RemoveTags
            or ContactColumnKind.AddNote:
                Error(
                    ref findings,
                    row,
                    planned,
                    text,
                    RowRules.NullNotAllowed,
                    "this column only adds or removes",
                    "Leave the cell empty, or name what is to be removed in remove_from_lists or remove_tags."
                );
                return null;
            default:
                return new RowValue(row, planned, "", isNull: true);
        }
    }

    private static RowValue? ParseEmail(
        InputRow row,
        PlannedColumn planned,
        string text,
        Limit limit,
        ref List<RowFinding>? findings
    )
    {
        if (ContactText.CheckEmail(text) is { } why)
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.EmailMalformed,
                why,
                "Correct the address; it must look like name@example.com."
            );
            return null;
        }

        return ParseText(row, planned, text, limit, ref findings);
    }

    private static RowValue? ParseBirthdayHalf(
        InputRow row,
        PlannedColumn planned,
        string text,
        int max,
        ref List<RowFinding>? findings
    )
    {
        if (ContactText.ReadSmallInteger(text, out var value) is { } why)
        {
            Error(ref findings, row, planned, text, RowRules.IntegerMalformed, why, Range(max));
            return null;
        }

        if (value < 1 || value > max)
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.BirthdayRange,
                $"'{text}' is not between 1 and {max.ToString(CultureInfo.InvariantCulture)}",
                Range(max)
            );
            return null;
        }

        return new RowValue(row, planned, value.ToString(CultureInfo.InvariantCulture));
    }

    private static string Range(int max) =>
        $"Give a whole number from 1 to {max.ToString(CultureInfo.InvariantCulture)}.";

    private static RowValue? ParseNames(
        InputRow row,
        PlannedColumn planned,
        TypedCell? typed,
        string text,
        Limit limit,
        string what,
        ref List<RowFinding>? findings
    )
    {
        var names = typed?.Items?.Distinct(StringComparer.OrdinalIgnoreCase).ToList() ?? NameList.Read(text);
        if (names is null)
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.NamesMalformed,
                FieldReader.NamesMessage(text),
                FieldReader.NamesRemedy
            );
            return null;
        }

        if (names.Count > limit.Hard)
        {
            var max = limit.Hard.ToString(CultureInfo.InvariantCulture);
            Error(
                ref findings,
                row,
                planned,
                null,
                RowRules.TooManyNames,
                $"it names {names.Count.ToString(CultureInfo.InvariantCulture)} {what}, but a contact can have at "
                    + $"most {max}",
                $"Give at most {max}."
            );
            return null;
        }

        return names.Count == 0 ? null : new RowValue(row, planned, text, names: names);
    }

    private static RowValue? ParseText(
        InputRow row,
        PlannedColumn planned,
        string text,
        Limit limit,
        ref List<RowFinding>? findings
    )
    {
        if (text.Length > limit.Safe && ContactText.Length(text) is int length && length > limit.Safe)
        {
            var refused = length > limit.Hard;
            var given = Quantity.Of(length, "character");
            var max = (refused ? limit.Hard : limit.Safe).ToString("N0", CultureInfo.InvariantCulture);
            Add(
                ref findings,
                row,
                planned,
                text,
                RowRules.TooLong,
                refused ? FindingSeverity.Error : FindingSeverity.Warning,
                refused
                    ? $"it has {given}, but the service takes at most {max}"
                    : $"it has {given}, which may be too many: the service's documents give both {max} and "
                        + $"{limit.Hard.ToString("N0", CultureInfo.InvariantCulture)} as the limit",
                "Shorten the value."
            );
            if (refused)
            {
                return null;
            }
        }

        if (ContactText.IsAscii(text))
        {
            return new RowValue(row, planned, text);
        }

        if (ContactText.HasLoneSurrogate(text))
        {
            Error(
                ref findings,
                row,
                planned,
                text,
                RowRules.DamagedText,
                "the text has half a character (a surrogate without its partner)",
                "Enter the value again from its source."
            );
            return null;
        }

        if (text.IndexOf('\uFFFD') >= 0)
        {
            Add(
                ref findings,
                row,
                planned,
                text,
                RowRules.DamagedText,
                FindingSeverity.Warning,
                "the text has U+FFFD, which stands for a character that was lost when the file was written or read",
                "Write the file again as UTF-8 from its source."
            );
        }

        return new RowValue(row, planned, text);
    }

    private void CheckRow(InputRow row, List<RowValue> values, ref List<RowFinding>? findings)
    {
        RowValue? month = null,
            day = null;
        var known = false;
        int phones = 0,
            fields = 0;
        foreach (var value in values)
        {
            switch (value.Column.Kind)
            {
                case ContactColumnKind.Email or ContactColumnKind.ContactId or ContactColumnKind.SmsNumber:
                    known = true;
                    break;
                case ContactColumnKind.BirthdayMonth:
                    month = value;
                    break;
                case ContactColumnKind.BirthdayDay:
                    day = value;
                    break;
                case ContactColumnKind.Phone when !value.IsNull:
                    phones++;
                    break;
                case ContactColumnKind.CustomField when !value.IsNull:
                    fields++;
                    break;
            }
        }

        // A malformed identity has its own finding. This one is for rows without any identity.
        if (!known && !(findings?.Exists(f => f.Severity == FindingSeverity.Error && IsIdentity(f.Column)) ?? false))
        {
            Add(
                ref findings,
                row,
                null,
                null,
                RowRules.IdentityMissing,
                FindingSeverity.Error,
                _plan.Purpose == ColumnPurpose.Update
                    ? "it has neither an e-mail address nor a contact id"
                    : "it has neither an e-mail address nor an SMS number",
                "Fill in one of them, or remove the row."
            );
        }

        CheckBirthday(row, month, day, ref findings);
        if (phones > ContactLimits.PhonesPerContact.Hard)
        {
            Add(
                ref findings,
                row,
                null,
                null,
                RowRules.TooManyPhones,
                FindingSeverity.Error,
                $"there are {Quantity.Of(phones, "phone number")}, but a contact can have at most 3",
                "Leave one out."
            );
        }

        if (fields > ContactLimits.CustomFieldsPerContact.Safe)
        {
            var refused = fields > ContactLimits.CustomFieldsPerContact.Hard;
            Add(
                ref findings,
                row,
                null,
                null,
                RowRules.TooManyFields,
                refused ? FindingSeverity.Error : FindingSeverity.Warning,
                $"there are {Quantity.Of(fields, "custom field")}, "
                    + (
                        refused
                            ? "but a contact can have at most 50"
                            : "which may be too many: the service's documents give both 25 and 50 as the limit"
                    ),
                "Leave some out."
            );
        }
    }

    private void CheckBirthday(InputRow row, RowValue? month, RowValue? day, ref List<RowFinding>? findings)
    {
        if (month is null && day is null)
        {
            return;
        }

        var some = (month ?? day)!;
        if (month is null || day is null || month.IsNull != day.IsNull)
        {
            // The other column may have a malformed value, which has been reported already.
            var other = month is null ? ContactColumnKind.BirthdayMonth : ContactColumnKind.BirthdayDay;
            var index = _plan.IndexOf(other);
            var said =
                (month is null || day is null)
                && index >= 0
                && index < row.Values.Count
                && !Cells.IsBlank(row.Values[index]);
            if (!said)
            {
                Error(
                    ref findings,
                    row,
                    some.Planned,
                    null,
                    RowRules.BirthdayHalf,
                    "a birthday has a month and a day, but only one of them is given",
                    "Give both birthday_month and birthday_day, or neither."
                );
            }
        }
        else if (!month.IsNull && !ContactText.IsBirthday(month.Integer!.Value, day.Integer!.Value))
        {
            Error(
                ref findings,
                row,
                day.Planned,
                day.Text,
                RowRules.BirthdayRange,
                $"month {month.Text} has no day {day.Text}",
                "Correct the birthday."
            );
        }
    }

    private bool IsIdentity(string? heading) =>
        heading is not null
        && _plan.Columns.Any(c =>
            c.Heading == heading
            && c.Column.Kind is (ContactColumnKind.Email or ContactColumnKind.ContactId or ContactColumnKind.SmsNumber)
        );

    private static Limit LimitOf(ContactColumn column, ColumnPurpose purpose) =>
        column.Kind switch
        {
            ContactColumnKind.Email => purpose == ColumnPurpose.Import
                ? ContactLimits.ImportEmail
                : ContactLimits.Email,
            ContactColumnKind.NewEmailAddress => ContactLimits.Email,
            ContactColumnKind.Phone => purpose == ColumnPurpose.Import
                ? ContactLimits.ImportPhone
                : ContactLimits.Phone,
            ContactColumnKind.Address => column.AddressPart is "street" or "street2"
                ? ContactLimits.Street
                : ContactLimits.Place,
            ContactColumnKind.CustomField => ContactLimits.CustomFieldValue,
            ContactColumnKind.AddNote => ContactLimits.Note,
            _ => ContactLimits.Name,
        };

    private static void Error(
        ref List<RowFinding>? findings,
        InputRow row,
        PlannedColumn planned,
        string? value,
        string rule,
        string message,
        string remedy
    ) => Add(ref findings, row, planned, value, rule, FindingSeverity.Error, message, remedy);

    private static void Add(
        ref List<RowFinding>? findings,
        InputRow row,
        PlannedColumn? planned,
        string? value,
        string rule,
        string severity,
        string message,
        string remedy
    ) =>
        (findings ??= []).Add(
            new RowFinding(rule, severity, row.Number, row.Source, planned?.Heading, value, message, remedy)
        );
}
