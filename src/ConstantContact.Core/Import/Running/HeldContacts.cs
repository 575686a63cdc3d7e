using ConstantContact.Core.Consent;
using ConstantContact.Core.Import.Judging;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The contacts of the account whose rows are held back. They are read again where they were read long ago, or where
/// rows with SMS numbers come for the first time.
/// </summary>
internal sealed class HeldContacts
{
    private readonly IImportService _service;
    private readonly ImportOptions _options;
    private readonly IReadOnlyList<string> _states;
    private readonly ImportPlans _plans;
    private readonly ImportRows _rows;
    private readonly TimeProvider _time;
    private readonly Action<long> _tell;
    private long? _read;
    private bool _hasSms;

    /// <param name="service">The account.</param>
    /// <param name="options">Say whose rows are held back.</param>
    /// <param name="plans">Know whether there are SMS numbers.</param>
    /// <param name="rows">Are held back.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told from time to time how many contacts were read.</param>
    public HeldContacts(
        IImportService service,
        ImportOptions options,
        ImportPlans plans,
        ImportRows rows,
        TimeProvider time,
        Action<long> tell
    )
    {
        _service = service;
        _options = options;
        _states = ConsentGuard.StatesHeldBack(options.Consent);
        _plans = plans;
        _rows = rows;
        _time = time;
        _tell = tell;
    }

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
        var sms = _plans.HasSmsNumbers;
        var isFresh =
            _read is { } last && (!checksAge || _time.GetElapsedTime(last) < _options.CensusAge) && (_hasSms || !sms);
        if (_states.Count == 0 || isFresh)
        {
            return false;
        }

        _rows.ForgetHeld();
        foreach (var status in _states.Where(s => sms || s != ConsentStatus.SmsUnsubscribed))
        {
            await ReadAsync(status, cancellationToken).ConfigureAwait(false);
        }

        (_read, _hasSms) = (_time.GetTimestamp(), sms);
        _rows.ApplyHolds(after);
        return true;
    }

    private async Task ReadAsync(string status, CancellationToken cancellationToken)
    {
        long read = 0;
        await _service
            .FindContactsAsync(
                status,
                _options.Consent,
                (email, sms, reason) =>
                {
                    _rows.Hold(email, sms, ImportRows.MarkFor(reason));
                    if (++read % 1000 == 0)
                    {
                        _tell(read);
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
