using System.Globalization;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Reads a cell that is not blank according to the kind of its column. The result is the canonical value, or null and
/// a finding.
/// </summary>
internal sealed class CellParser
{
    private readonly ColumnPlan _plan;
    private readonly ReadingOptions _options;
    private readonly DateParser _dates;
    private readonly string[] _nullTokens;
    private readonly IReadOnlyDictionary<string, CustomField> _fields;

    public CellParser(ColumnPlan plan, ReadingOptions options, IReadOnlyDictionary<string, CustomField> fields)
    {
        _plan = plan;
        _options = options;
        _dates = new DateParser(options);
        _nullTokens = [.. options.NullTokens];
        _fields = fields;
    }

    public RowValue? Parse(PlannedColumn planned, object cell, Limit limit, ref RowFindings findings)
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
                return ParseNull(planned, text, ref findings);
            }

            if (ContactText.IsExcelError(text))
            {
                findings.Error(
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
            findings.Error(
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
            findings.Error(
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
                return TextParser.ParseEmail(planned, text, limit, ref findings);
            case ContactColumnKind.ContactId:
                if (Guid.TryParseExact(text, "D", out _))
                {
                    return new RowValue(findings.Row, planned, text);
                }

                findings.Error(
                    planned,
                    text,
                    RowRules.ContactIdMalformed,
                    $"'{text}' is not a contact id",
                    "A contact id looks like 1618ae62-4752-11e9-9c8a-fa163e6b01c1. An address belongs in the "
                        + "column email."
                );
                return null;
            case ContactColumnKind.BirthdayMonth or ContactColumnKind.BirthdayDay when planned.IsWholeBirthday:
                return _dates.ParseWholeBirthday(planned, typed, text, ref findings);
            case ContactColumnKind.BirthdayMonth:
                return DateParser.ParseBirthdayHalf(planned, text, 12, ref findings);
            case ContactColumnKind.BirthdayDay:
                return DateParser.ParseBirthdayHalf(planned, text, 31, ref findings);
            case ContactColumnKind.Anniversary or ContactColumnKind.SmsConsentDate:
                return _dates.Parse(planned, typed, text, ref findings);
            case ContactColumnKind.SmsNumber:
                if (ContactText.CheckSmsNumber(text) is { } wrong)
                {
                    findings.Error(
                        planned,
                        text,
                        RowRules.SmsNumberMalformed,
                        wrong,
                        "Imports take US numbers only, of ten digits and without country code."
                    );
                    return null;
                }

                return new RowValue(findings.Row, planned, text);
            case ContactColumnKind.AddToLists or ContactColumnKind.RemoveFromLists:
                return ParseNames(planned, typed, text, ContactLimits.ListsPerContact, "lists", ref findings);
            case ContactColumnKind.AddTags or ContactColumnKind.RemoveTags:
                return ParseNames(planned, typed, text, ContactLimits.TagsPerContact, "tags", ref findings);
            case ContactColumnKind.CustomField:
                return ParseField(planned, cell, text, limit, ref findings);
            default:
                return TextParser.Parse(planned, text, limit, ref findings);
        }
    }

    private static bool TakesSeveral(ContactColumnKind kind) =>
        kind
            is ContactColumnKind.CustomField
                or ContactColumnKind.AddToLists
                or ContactColumnKind.RemoveFromLists
                or ContactColumnKind.AddTags
                or ContactColumnKind.RemoveTags;

    private RowValue? ParseField(PlannedColumn planned, object cell, string text, Limit limit, ref RowFindings findings)
    {
        if (TextParser.Parse(planned, text, limit, ref findings) is null)
        {
            return null;
        }

        if (!_fields.TryGetValue(planned.Column.FieldName!, out var field))
        {
            return new RowValue(findings.Row, planned, text);
        }

        var reading = FieldReader.Read(field, cell, _options.Dates, _plan.Purpose == ColumnPurpose.Import);
        var sure = _dates.IsSure(planned, text, reading.Date, ref findings);
        if (reading.Rule is { } rule)
        {
            findings.Error(planned, text, rule, reading.Message, reading.Remedy);
        }

        return sure && reading.Rule is null ? new RowValue(findings.Row, planned, reading.Text) : null;
    }

    private RowValue? ParseNull(PlannedColumn planned, string text, ref RowFindings findings)
    {
        if (_plan.Purpose == ColumnPurpose.Import)
        {
            findings.Error(
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
                findings.Error(
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
                findings.Error(
                    planned,
                    text,
                    RowRules.NullNotAllowed,
                    "this column only adds or removes",
                    "Leave the cell empty, or name what is to be removed in remove_from_lists or remove_tags."
                );
                return null;
            default:
                return new RowValue(findings.Row, planned, "", isNull: true);
        }
    }

    private static RowValue? ParseNames(
        PlannedColumn planned,
        TypedCell? typed,
        string text,
        Limit limit,
        string what,
        ref RowFindings findings
    )
    {
        var names = typed?.Items?.Distinct(StringComparer.OrdinalIgnoreCase).ToList() ?? NameList.Read(text);
        if (names is null)
        {
            findings.Error(
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
            findings.Error(
                planned,
                null,
                RowRules.TooManyNames,
                $"it names {names.Count.ToString(CultureInfo.InvariantCulture)} {what}, but a contact can have at "
                    + $"most {max}",
                $"Give at most {max}."
            );
            return null;
        }

        return names.Count == 0 ? null : new RowValue(findings.Row, planned, text, names: names);
    }
}
