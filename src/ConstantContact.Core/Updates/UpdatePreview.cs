using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>One request as it would be sent, for review by a person or a script.</summary>
public sealed class UpdatePreview
{
    public required long? Row { get; init; }

    /// <summary>The contact as shown to users.</summary>
    public required string Contact { get; init; }

    public required string? ContactId { get; init; }

    public required string Method { get; init; }

    /// <summary>The path of the request, such as <c>/v3/contacts/1618ae62-...</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Method and path.</summary>
    public string Request => $"{Method} {Path}";

    /// <summary><c>merge</c>, <c>replace</c>, <c>restore</c>, <c>create</c> or <c>sign up</c>.</summary>
    public required string Mode { get; init; }

    public required IReadOnlyList<ContactChange> Changes
    {
        get;
        init => field = JoinedList.Of(value);
    }

    /// <summary>The number of unchanged members.</summary>
    public required int KeptMembers { get; init; }

    /// <summary>The number of unchanged entries for each array that changes.</summary>
    public required IReadOnlyDictionary<string, int> KeptEntries
    {
        get;
        init => field = JoinedMap.Of(value);
    }

    public required IReadOnlyList<string> Warnings
    {
        get;
        init => field = JoinedList.Of(value);
    }

    /// <summary>The body. Its UTF-8 bytes are sent exactly.</summary>
    public required string BodyText { get; init; }

    /// <summary>One line. <see cref="PreviewText.Render"/> shows the whole preview.</summary>
    public override string ToString() => PreviewText.Line(this);
}
