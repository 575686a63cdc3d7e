using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;

namespace ConstantContact.Core.Updates.Creating;

/// <summary>A sign-up that is ready to be sent or is held back. The preview shows exactly what is sent.</summary>
public sealed class PreparedSignUp
{
    internal PreparedSignUp(
        UpdateRow row,
        DateTimeOffset readAt,
        string email,
        ConsentDecision consent,
        JsonObject? found,
        JsonObject expected,
        byte[] body,
        UpdatePreview preview
    )
    {
        Found = found;
        Row = row;
        ReadAt = readAt;
        Email = email;
        Consent = consent;
        Expected = expected;
        Body = body;
        Preview = preview;
    }

    public string Email { get; }

    /// <summary>If it is held back, nothing is to be sent.</summary>
    public ConsentDecision Consent { get; }

    public UpdatePreview Preview { get; }

    internal UpdateRow Row { get; }

    /// <summary>The time of the look-up on which the guard decided.</summary>
    internal DateTimeOffset ReadAt { get; }

    /// <summary>The contact as it was looked up; null if there is none.</summary>
    internal JsonObject? Found { get; }

    /// <summary>The contact that should come of it, to recognise one whose answer was lost.</summary>
    internal JsonObject Expected { get; }

    internal byte[] Body { get; }
}
