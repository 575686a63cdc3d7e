using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>One row of a run: a contact and its requested changes.</summary>
public sealed class UpdateRow
{
    /// <summary>The number of the source row, from 1. Null if parameters named the contact.</summary>
    public long? Number { get; init; }

    public string? Email { get; init; }

    /// <summary>Takes precedence over <see cref="Email"/>.</summary>
    public string? ContactId { get; init; }

    public RequestedChanges Changes { get; init; } = new();

    /// <summary>The reason why the row cannot be used. No request is sent for it.</summary>
    public CcException? Invalid { get; init; }

    /// <summary>The user's input, for the target of the error record. Not inspected.</summary>
    public object? Input { get; init; }

    /// <summary>The original columns of the row. Null if parameters named the contact.</summary>
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
            foreach (var part in parts)
            {
                Add(part);
            }

            text.Append('\u0002');
        }

        Add(Email);
        Add(ContactId);
        Add(Invalid?.Message);
        foreach (var value in Changes.Values)
        {
            Add(value.Column.Name);
            Add(value.Text);
            All(value.Names);
        }

        All(Changes.AddLists);
        All(Changes.RemoveLists);
        All(Changes.AddTags);
        All(Changes.RemoveTags);
        All(Changes.Clear.Select(static c => c.Name));
        Add(Changes.PermissionToSend);
        return RowLedger.HashOf(text.ToString());
    }

    public override string ToString() => Email ?? ContactId ?? "(no contact)";
}
