using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One note. The service returns the newest first.</summary>
public sealed record ContactNote(string? NoteId, string? Content, DateTimeOffset? CreatedAt)
{
    public override string ToString() => ShownText.Line(Content ?? string.Empty);
}
