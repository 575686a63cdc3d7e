using ConstantContact.Core.Columns;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Support;

/// <summary>Rows of updates as tests give them to a run.</summary>
internal static class UpdateRows
{
    /// <summary>A row that names its contact and changes one column. With its source, a report shows its cells.</summary>
    public static UpdateRow Of(
        int number,
        string? email,
        (string Column, string Value) change,
        string? contactId = null,
        bool hasSource = false
    )
    {
        string[] headings =
        [
            .. new[]
            {
                email is null ? null : "email",
                contactId is null ? null : "contact_id",
                change.Column,
            }.OfType<string>(),
        ];
        string[] values = [.. new[] { email, contactId, change.Value }.OfType<string>()];
        var row = new InputRow(number, null, headings, values);
        var parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(row);
        parsed.ThrowIfInvalid();
        return new UpdateRow
        {
            Number = number,
            Email = email,
            ContactId = contactId,
            Changes = new RequestedChanges { Values = parsed.Values },
            Source = hasSource ? row : null,
        };
    }

    /// <summary>The rows one by one, each on its own turn.</summary>
    public static async IAsyncEnumerable<UpdateRow> Arriving(IEnumerable<UpdateRow> rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }
}
