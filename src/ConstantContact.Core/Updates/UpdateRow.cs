using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>One row of a run: who, and what is wished of them.</summary>
public sealed class UpdateRow
{
    /// <summary>The source row, 1 for the first; null where the contact was named by parameters alone.</summary>
    public long? Number { get; init; }

    public string? Email { get; init; }

    /// <summary>Preferred to <see cref="Email"/> where both are given.</summary>
    public string? ContactId { get; init; }

    public UpdateWish Wish { get; init; } = new();

    /// <summary>Why the row cannot be used at all; no request is spent on it.</summary>
    public CcException? Invalid { get; init; }

    /// <summary>What the user gave, for the error record's target. Not looked into.</summary>
    public object? Input { get; init; }

    /// <summary>The row's columns as they were; null for one that parameters named.</summary>
    public InputRow? Source { get; init; }

    /// <summary>Set for an entry of a plan, which is written as it was planned.</summary>
    internal PlannedWrite? Planned { get; init; }

    /// <summary>A hash of what the row asks for: a run that is gone on with must be given the same.</summary>
    internal string Key()
    {
        var text = new StringBuilder();
        void Add(string? part) => text.Append(part ?? "\u0001").Append('\0');
        void All(IEnumerable<string> parts)
        {
            foreach (string part in parts)
            {
                Add(part);
            }

            text.Append('\u0002');
        }

        Add(Email);
        Add(ContactId);
        Add(Invalid?.Message);
        foreach (RowValue value in Wish.Values)
        {
            Add(value.Column.Name);
            Add(value.IsNull ? null : value.Text);
            All(value.Names);
        }

        All(Wish.AddLists);
        All(Wish.RemoveLists);
        All(Wish.AddTags);
        All(Wish.RemoveTags);
        All(Wish.Clear.Select(static c => c.Name));
        Add(Wish.PermissionToSend);
        return RowLedger.HashOf(text.ToString());
    }

    public override string ToString() => Email ?? ContactId ?? "(no contact)";
}
