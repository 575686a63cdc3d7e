namespace ConstantContact.Core.Resilience;

/// <summary>
/// What the author of a request says about sending it again. The resilience layer never guesses it from the verb.
/// </summary>
public enum RepeatRule
{
    /// <summary>Asking again changes nothing: reads, and writes whose second effect equals the first.</summary>
    Safe,

    /// <summary>
    /// May be sent again only while it certainly did not arrive (429, no connection). After a 5xx, a timeout or a
    /// broken connection the caller is told that it may have arrived, and decides.
    /// </summary>
    OnlyIfNotArrived,
}
