using System;
#if NET
using System.Buffers;
#endif

namespace ConstantContact.Core.Bulk;

/// <summary>
/// Recognises rows about which there is nothing to say: every cell is in its final form already, short enough, and needs no
/// escaping. Most rows of a file are such, and are taken as they stand in the reader's buffer; all others are read by
/// <see cref="RowParser"/>, which alone decides what is wrong. A row that this accepts is one that the parser gives back unchanged
/// and without a finding.
/// </summary>
internal sealed class PlainRows
{
#if NET
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create(AllPlain());
#endif

    private readonly Cell[] _cells;
    private readonly int _email = -1;
    private readonly bool _usable;

    public PlainRows(ColumnPlan plan)
    {
        Plan = plan;
        _cells = new Cell[plan.Columns.Count];
        long bytes = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            PlannedColumn planned = plan.Columns[i];
            _cells[i] = new Cell(planned.Index, FormOf(planned.Column.Kind), RowParser.LimitOf(planned.Column, plan.Purpose).Safe);
            bytes += (6L * planned.Column.Name.Length) + _cells[i].Limit + 16;
            if (_cells[i].Form == Form.Email)
            {
                _email = planned.Index;
            }
        }

        MaxBytes = bytes;
        _usable = _email >= 0 && plan.Purpose == ColumnPurpose.Import && !plan.IsReport;
    }

    public ColumnPlan Plan { get; }

    /// <summary>No row that is accepted takes more in any format.</summary>
    public long MaxBytes { get; }

    /// <param name="row">A row with the plan's headings.</param>
    /// <param name="blankAllowed">False: a row with a blank cell is not accepted.</param>
    /// <param name="key">The address's.</param>
    public bool Accepts(IRowCursor row, bool blankAllowed, out RowKey key)
    {
        key = default;
        if (!_usable)
        {
            return false;
        }

        bool plain = row.IsPlain;
        int month = 0, day = 0, phones = 0, fields = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            ref readonly Cell cell = ref _cells[i];
            ReadOnlySpan<char> text = row.Cell(cell.Index);
            if (text.IsEmpty)
            {
                if (!blankAllowed || cell.Form == Form.Email)
                {
                    return false;
                }

                continue;
            }

            if (text.Length > cell.Limit)
            {
                return false;
            }

            switch (cell.Form)
            {
                case Form.Email:
                    if (!IsPlainEmail(text))
                    {
                        return false;
                    }

                    key = RowKey.OfEmail(text);
                    continue;
                case Form.Month:
                    if ((month = Number(text)) == 0)
                    {
                        return false;
                    }

                    continue;
                case Form.Day:
                    if ((day = Number(text)) == 0)
                    {
                        return false;
                    }

                    continue;
                case Form.Date:
                    if (!IsPlainDate(text))
                    {
                        return false;
                    }

                    continue;
                case Form.Phone:
                    phones++;
                    break;
                case Form.Field:
                    fields++;
                    break;
                case Form.Other:
                    return false;
            }

            if (text[0] == '#' || !(plain || IsPlain(text)))
            {
                return false;
            }
        }

        return phones <= ContactLimits.PhonesPerContact.Hard && fields <= ContactLimits.CustomFieldsPerContact.Safe &&
            (month == 0) == (day == 0) && (month == 0 || ContactText.IsBirthday(month, day));
    }

    private static Form FormOf(ContactColumnKind kind) => kind switch
    {
        ContactColumnKind.Email => Form.Email,
        ContactColumnKind.BirthdayMonth => Form.Month,
        ContactColumnKind.BirthdayDay => Form.Day,
        ContactColumnKind.Anniversary => Form.Date,
        ContactColumnKind.Phone => Form.Phone,
        ContactColumnKind.CustomField => Form.Field,
        ContactColumnKind.FirstName or ContactColumnKind.LastName or ContactColumnKind.JobTitle or ContactColumnKind.CompanyName or
            ContactColumnKind.Address => Form.Text,
        _ => Form.Other,
    };

    /// <summary>Letters, digits and the signs that neither JSON nor we have anything to say about.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
#if NET
        return text.IndexOfAnyExcept(PlainCharacters) < 0;
#else
        foreach (char c in text)
        {
            if (c is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
#endif
    }

#if NET
    private static string AllPlain()
    {
        var all = new System.Text.StringBuilder();
        for (char c = ' '; c <= '~'; c++)
        {
            if (c is not ('"' or '\\'))
            {
                all.Append(c);
            }
        }

        return all.ToString();
    }
#endif

    private static bool IsPlainEmail(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('@');
        if (at is < 1 or > 64)
        {
            return false;
        }

        bool dot = true;
        for (int i = 0; i < at; i++)
        {
            char c = text[i];
            if (c == '.' ? dot : !(IsLetterOrDigit(c) || c is '_' or '-' or '+'))
            {
                return false;
            }

            dot = c == '.';
        }

        if (dot)
        {
            return false;
        }

        // Labels of letters and digits, with hyphens inside; the last one begins with a letter.
        int labels = 1;
        bool boundary = true;
        bool letterFirst = false;
        for (int i = at + 1; i < text.Length; i++)
        {
            char c = text[i];
            if (IsLetterOrDigit(c))
            {
                letterFirst = boundary && text[i - 1] is '.' or '@' ? c > '9' : letterFirst;
                boundary = false;
            }
            else if (boundary || c is not ('.' or '-') || (c == '-' && (i + 1 == text.Length || !IsLetterOrDigit(text[i + 1]))))
            {
                return false;
            }
            else if (c == '.')
            {
                labels++;
                boundary = true;
            }
        }

        return !boundary && labels > 1 && letterFirst && text.Length - at <= 63;
    }

    private static bool IsLetterOrDigit(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9;

    /// <summary>One or two digits as a number; 0 for everything else.</summary>
    private static int Number(ReadOnlySpan<char> text)
    {
        int number = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '9')
            {
                return 0;
            }

            number = (number * 10) + (c - '0');
        }

        return text.Length <= 2 ? number : 0;
    }

    private static bool IsPlainDate(ReadOnlySpan<char> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        int year = (Number(text.Slice(0, 2)) * 100) + Number(text.Slice(2, 2));
        int month = Number(text.Slice(5, 2));
        int day = Number(text.Slice(8, 2));
        return year is >= 1000 and <= 9999 && text[2] is >= '0' and <= '9' && text[3] is >= '0' and <= '9' &&
            month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private enum Form : byte
    {
        Text,
        Email,
        Month,
        Day,
        Date,
        Phone,
        Field,
        Other,
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly struct Cell
    {
        public Cell(int index, Form form, int limit)
        {
            Index = index;
            Form = form;
            Limit = form is Form.Month or Form.Day ? 2 : form == Form.Date ? 10 : limit;
        }

        public int Index { get; }

        public Form Form { get; }

        public int Limit { get; }
    }
}
