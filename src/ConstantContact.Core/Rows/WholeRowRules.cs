using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The rules about a row as a whole: it names its contact, its birthday is complete, and it has no more phone numbers
/// and custom fields than a contact can have.
/// </summary>
internal static class WholeRowRules
{
    public static void Check(ColumnPlan plan, List<RowValue> values, ref RowFindings findings)
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
        if (!known && !findings.All.Any(f => f.Severity == FindingSeverity.Error && IsIdentity(plan, f.Column)))
        {
            findings.Add(
                null,
                null,
                RowRules.IdentityMissing,
                FindingSeverity.Error,
                plan.Purpose == ColumnPurpose.Update
                    ? "it has neither an e-mail address nor a contact id"
                    : "it has neither an e-mail address nor an SMS number",
                "Fill in one of them, or remove the row."
            );
        }

        CheckBirthday(plan, month, day, ref findings);
        if (phones > ContactLimits.PhonesPerContact.Hard)
        {
            findings.Add(
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
            findings.Add(
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

    private static void CheckBirthday(ColumnPlan plan, RowValue? month, RowValue? day, ref RowFindings findings)
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
            var index = plan.IndexOf(other);
            var said =
                (month is null || day is null)
                && index >= 0
                && index < findings.Row.Values.Count
                && !Cells.IsBlank(findings.Row.Values[index]);
            if (!said)
            {
                findings.Error(
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
            findings.Error(
                day.Planned,
                day.Text,
                RowRules.BirthdayRange,
                $"month {month.Text} has no day {day.Text}",
                "Correct the birthday."
            );
        }
    }

    private static bool IsIdentity(ColumnPlan plan, string? heading) =>
        heading is not null
        && plan.Columns.Any(c =>
            c.Heading == heading
            && c.Column.Kind is (ContactColumnKind.Email or ContactColumnKind.ContactId or ContactColumnKind.SmsNumber)
        );
}
