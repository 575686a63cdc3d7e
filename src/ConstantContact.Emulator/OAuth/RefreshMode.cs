namespace ConstantContact.Emulator.OAuth;

/// <summary>The effect of a refresh on the refresh token; chosen for each application in the vendor's portal.</summary>
public enum RefreshMode
{
    /// <summary>Each token works once and brings the next one. The portal's default.</summary>
    Rotating,

    /// <summary>The same token works again and again.</summary>
    LongLived,
}
