using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Updates;

/// <summary>What one row and the explicit parameters ask for, checked but with names still to be resolved.</summary>
public sealed class UpdateWish
{
    /// <summary>Values by column; blank cells are not among them.</summary>
    public IReadOnlyList<RowValue> Values { get; init; } = [];

    /// <summary>How values of custom fields are read, whose types are known when they are looked up.</summary>
    public ReadingOptions Reading { get; init; } = new();

    /// <summary>What is wrong with the row's other values: told together with what is wrong with its custom fields.</summary>
    public IReadOnlyList<RowFinding> Errors { get; init; } = [];

    /// <summary>What is doubtful about the row's values. A custom field's are added when its type is known.</summary>
    public IList<string> Warnings { get; init; } = new List<string>();

    public IReadOnlyList<string> AddLists { get; init; } = [];

    public IReadOnlyList<string> RemoveLists { get; init; } = [];

    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    public IReadOnlyList<ClearTarget> Clear { get; init; } = [];

    public string? PermissionToSend { get; init; }
}
