using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>A row that was held back because of the contact's own state.</summary>
public sealed class SuppressedRow
{
    internal SuppressedRow(long row, string? source, string reason)
    {
        Row = row;
        Source = source;
        Reason = reason;
    }

    public long Row { get; }

    public string? Source { get; }

    /// <summary><c>deleted</c>, <c>unsubscribed</c> or <c>sms_unsubscribed</c>.</summary>
    public string Reason { get; }

    public override string ToString() => $"{RowName.Of(Row, Source)}: {Reason}";
}
