using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>Reads the cells of text columns and of addresses: their length, and characters that were lost.</summary>
internal static class TextParser
{
    public static RowValue? Parse(PlannedColumn planned, string text, Limit limit, ref RowFindings findings)
    {
        if (text.Length > limit.Safe && ContactText.Length(text) is int length && length > limit.Safe)
        {
            var refused = length > limit.Hard;
            var given = Quantity.Of(length, "character");
            var max = (refused ? limit.Hard : limit.Safe).ToString("N0", CultureInfo.InvariantCulture);
            findings.Add(
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
            return new RowValue(findings.Row, planned, text);
        }

        if (ContactText.HasLoneSurrogate(text))
        {
            findings.Error(
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
            findings.Add(
                planned,
                text,
                RowRules.DamagedText,
                FindingSeverity.Warning,
                "the text has U+FFFD, which stands for a character that was lost when the file was written or read",
                "Write the file again as UTF-8 from its source."
            );
        }

        return new RowValue(findings.Row, planned, text);
    }

    public static RowValue? ParseEmail(PlannedColumn planned, string text, Limit limit, ref RowFindings findings)
    {
        if (ContactText.CheckEmail(text) is { } why)
        {
            findings.Error(
                planned,
                text,
                RowRules.EmailMalformed,
                why,
                "Correct the address; it must look like name@example.com."
            );
            return null;
        }

        return Parse(planned, text, limit, ref findings);
    }

    public static Limit LimitOf(ContactColumn column, ColumnPurpose purpose) =>
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
}
