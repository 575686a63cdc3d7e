using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Updates;

/// <summary>The changes that one row and the explicit parameters request. Checked, but with unresolved names.</summary>
public sealed class RequestedChanges
{
    /// <summary>Values by column, without blank cells.</summary>
    public IReadOnlyList<RowValue> Values { get; init; } = [];

    /// <summary>Options for reading custom fields, whose types are known only after a look-up.</summary>
    public ReadingOptions Reading { get; init; } = new();

    /// <summary>Errors in the row's other values. They are reported together with those in its custom fields.</summary>
    public IReadOnlyList<RowFinding> Errors { get; init; } = [];

    /// <summary>Warnings about the row's values. Those about a custom field are added when its type is known.</summary>
    public IList<string> Warnings { get; init; } = new List<string>();

    public IReadOnlyList<string> AddLists { get; init; } = [];

    public IReadOnlyList<string> RemoveLists { get; init; } = [];

    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    public IReadOnlyList<ClearTarget> Clear { get; init; } = [];

    public string? PermissionToSend { get; init; }
}
