using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Updates;

/// <summary>What one row and the explicit parameters ask for, checked but with names still to be resolved.</summary>
public sealed class UpdateWish
{
    /// <summary>Values by column; blank cells are not among them.</summary>
    public IReadOnlyList<RowValue> Values { get; init; } = [];

    public IReadOnlyList<string> AddLists { get; init; } = [];

    public IReadOnlyList<string> RemoveLists { get; init; } = [];

    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    public IReadOnlyList<ClearTarget> Clear { get; init; } = [];

    public string? PermissionToSend { get; init; }
}
