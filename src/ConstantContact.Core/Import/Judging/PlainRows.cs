using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Recognises rows about which there is nothing to say: every cell is in its final form already, short enough, and needs no
/// escaping. Most rows of a file are such, and are taken as they stand in the reader's buffer; all others are read by
/// <see cref="RowParser"/>, which alone decides what is wrong. A row that this accepts is one that the parser gives back unchanged
/// and without a finding.
/// </summary>
internal sealed class PlainRows
{
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

    /// <param name="record">Of a row with the plan's headings.</param>
    /// <param name="blankAllowed">False: a row with a blank cell is not accepted.</param>
    /// <param name="key">The address's.</param>
    public bool Accepts(PlainRecord record, bool blankAllowed, out RowKey key)
    {
        key = default;
        if (!_usable || !record.IsKnown)
        {
            return false;
        }

        var seen = default(Seen);
        foreach (ref readonly Cell cell in _cells.AsSpan())
        {
            ReadOnlySpan<char> text = record[cell.Index];
            if (text.IsEmpty)
            {
                if (!blankAllowed || cell.Form == Form.Email)
                {
                    return false;
                }
            }
            else if (text.Length > cell.Limit || !(cell.Form == Form.Text ? text[0] != '#' : AcceptsForm(cell.Form, text, ref seen)))
            {
                return false;
            }
        }

        key = RowKey.OfEmail(record[_email]);
        return seen.Phones <= ContactLimits.PhonesPerContact.Hard && seen.Fields <= ContactLimits.CustomFieldsPerContact.Safe &&
            (seen.Month == 0) == (seen.Day == 0) && (seen.Month == 0 || ContactText.IsBirthday(seen.Month, seen.Day));
    }

    // Apart from the loop over the cells, which stays short by that.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AcceptsForm(Form form, ReadOnlySpan<char> text, ref Seen seen)
    {
        switch (form)
        {
            case Form.Email:
                return PlainEmail.Is(text);
            case Form.Month:
                return (seen.Month = Number(text)) != 0;
            case Form.Day:
                return (seen.Day = Number(text)) != 0;
            case Form.Date:
                return IsPlainDate(text);
            case Form.Phone:
                seen.Phones++;
                return text[0] != '#';
            case Form.Field:
                seen.Fields++;
                return text[0] != '#';
            default:
                return false;
        }
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

        int century = TwoDigits(text[0], text[1]);
        int yearInCentury = TwoDigits(text[2], text[3]);
        int month = TwoDigits(text[5], text[6]);
        int day = TwoDigits(text[8], text[9]);
        return century >= 10 && yearInCentury >= 0 && month is >= 1 and <= 12 && day >= 1 &&
            (day <= 28 || day <= DateTime.DaysInMonth((century * 100) + yearInCentury, month));
    }

    /// <summary>Below zero where they are none.</summary>
    private static int TwoDigits(char tens, char ones) => tens is >= '0' and <= '9' && ones is >= '0' and <= '9' ? ((tens - '0') * 10) + ones - '0' : -1;

    [StructLayout(LayoutKind.Auto)]
    private struct Seen
    {
        public int Month;
        public int Day;
        public int Phones;
        public int Fields;
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

    [StructLayout(LayoutKind.Auto)]
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
