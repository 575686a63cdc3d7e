using ConstantContact.Core.Consent;
using ConstantContact.Core.Import.Judging;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The contacts of the account whose rows are held back. They are read again where they were read long ago, or where
/// rows with SMS numbers come for the first time.
/// </summary>
internal sealed class HeldContacts(ImportParts parts)
{
    private readonly IReadOnlyList<string> _states = ConsentGuard.StatesHeldBack(parts.Options.Consent);
    private long? _read;
    private bool _hasSms;

    public bool WereRead => _read is not null;

    /// <summary>
    /// The next <see cref="RefreshAsync"/> reads the contacts again, however short ago they were read.
    /// </summary>
    public void Expire() => _read = null;

    /// <summary>Reads the contacts, if that is due, and holds back the rows judged so far.</summary>
    /// <param name="after">The rows up to this one have been sent, or are about to be.</param>
    /// <param name="checksAge">They are read again where they were read long ago. Rows with SMS numbers that come for
    /// the first time are always a reason.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>True where they were read.</returns>
    /// <exception cref="Errors.CcException">The account cannot be asked.</exception>
    public async Task<bool> RefreshAsync(long after, bool checksAge, CancellationToken cancellationToken)
    {
        var sms = parts.Plans.HasSmsNumbers;
        var isFresh =
            _read is { } last
            && (!checksAge || parts.Time.GetElapsedTime(last) < parts.Options.CensusAge)
            && (_hasSms || !sms);
        if (_states.Count == 0 || isFresh)
        {
            return false;
        }

        parts.Rows.ForgetHeld();
        foreach (var status in _states.Where(s => sms || s != ConsentStatus.SmsUnsubscribed))
        {
            await ReadAsync(status, cancellationToken).ConfigureAwait(false);
        }

        (_read, _hasSms) = (parts.Time.GetTimestamp(), sms);
        parts.Rows.ApplyHolds(after);
        return true;
    }

    private async Task ReadAsync(string status, CancellationToken cancellationToken)
    {
        long read = 0;
        await parts
            .Service.FindContactsAsync(
                status,
                parts.Options.Consent,
                (email, sms, reason) =>
                {
                    parts.Rows.Hold(email, sms, ImportRows.MarkFor(reason));
                    if (++read % 1000 == 0)
                    {
                        parts.Tell(ImportPhase.CheckingConsent, read);
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
