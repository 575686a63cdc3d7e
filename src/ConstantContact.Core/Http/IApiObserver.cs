namespace ConstantContact.Core.Http;

/// <summary>
/// Told of every attempt and every wait, from whatever thread they happen on; must return at once.
/// Cmdlets turn these into verbose lines, warnings and the run's totals.
/// </summary>
public interface IApiObserver
{
    void OnAttempt(ApiAttempt attempt);

    void OnWait(ApiWait wait);
}
