namespace ConstantContact.Core.Auth;

/// <summary>
/// Decides when an access token is renewed: some time before it expires, and not again soon after a failure.
/// </summary>
/// <param name="margin">How long before its expiry a token is due.</param>
/// <param name="time">The clock.</param>
internal sealed class RenewalTime(TimeSpan margin, TimeProvider time)
{
    /// <summary>The wait before the next try, if renewing failed while the current token still works.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    private long _notBefore;

    public bool IsDue(StoredSignIn signIn)
    {
        var now = time.GetUtcNow();
        if (signIn.Access is null)
        {
            return true;
        }

        if (signIn.ExpiresAt is not { } end || (now.UtcTicks < Volatile.Read(ref _notBefore) && now < end))
        {
            return false;
        }

        // Early, but not so early that a token with a short life is due from the start.
        var early = margin;
        if (signIn.IssuedAt is { } start && end - start is var life && early > TimeSpan.FromTicks(life.Ticks / 2))
        {
            early = TimeSpan.FromTicks(life.Ticks / 2);
        }

        return now >= end - early;
    }

    /// <summary>Call this after a renewal failed.</summary>
    public void Postpone() => Volatile.Write(ref _notBefore, (time.GetUtcNow() + FailurePause).UtcTicks);
}
