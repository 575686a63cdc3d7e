namespace ConstantContact.Core.Http;

/// <summary>
/// Receives every attempt and every wait, on any thread, and must return at once. Cmdlets turn them into verbose lines,
/// warnings and the run's totals.
/// </summary>
public interface IApiObserver
{
    /// <summary>Whether attempts are to carry the text of their bodies.</summary>
    bool WantsBodies { get; }

    void OnAttempt(ApiAttempt attempt);

    void OnWait(ApiWait wait);
}
