namespace ConstantContact.Core.Resilience;

/// <summary>
/// Whether a request may be sent again, as its author declares it. The resilience layer never infers this from the
/// verb.
/// </summary>
public enum RepeatRule
{
    /// <summary>A repeat changes nothing: reads, and writes whose second effect equals the first.</summary>
    Safe,

    /// <summary>
    /// May be sent again only if it certainly did not arrive (429, no connection). After a 5xx, a timeout or a broken
    /// connection, the caller is told that the request may have arrived, and decides.
    /// </summary>
    OnlyIfNotArrived,
}
