namespace ConstantContact.Core.Api;

/// <summary>What one contact made of the mailings of a time, all in all.</summary>
public sealed class ContactEngagement
{
    /// <param name="contactId">A UUID.</param>
    /// <param name="emailAddress">Null where the contact was given by its id alone.</param>
    /// <param name="mailings">What the service tells of each mailing, in any order.</param>
    public ContactEngagement(string contactId, string? emailAddress, IEnumerable<MailingEngagement> mailings)
    {
        ContactId = contactId;
        EmailAddress = emailAddress;
        Mailings = [.. mailings.OrderByDescending(static m => m.SentAt)];
    }

    /// <summary>A UUID.</summary>
    public string ContactId { get; }

    public string? EmailAddress { get; }

    /// <summary>How many mailings were sent to the contact.</summary>
    public int Sent => Mailings.Count(static m => m.Sends > 0);

    /// <summary>How many of them the contact opened at least once.</summary>
    public int Opened => Mailings.Count(static m => m.Opens > 0);

    /// <summary>How many of them the contact clicked in.</summary>
    public int Clicked => Mailings.Count(static m => m.Clicks > 0);

    /// <summary>How many of them came back.</summary>
    public int Bounced => Mailings.Count(static m => m.Bounces > 0);

    /// <summary>When the newest mailing was sent; null where there was none.</summary>
    public DateTimeOffset? LastSent => Newest(static m => m.Sends > 0);

    /// <summary>When the newest mailing that the contact opened was sent: the service's summary does not say when it was opened.</summary>
    public DateTimeOffset? LastOpened => Newest(static m => m.Opens > 0);

    /// <summary>When the newest mailing that the contact clicked in was sent.</summary>
    public DateTimeOffset? LastClicked => Newest(static m => m.Clicks > 0);

    /// <summary>Each mailing, the newest first.</summary>
    public IReadOnlyList<MailingEngagement> Mailings { get; }

    public override string ToString() => FormattableString.Invariant($"{EmailAddress ?? ContactId}: {Opened} of {Sent} mailings opened");

    private DateTimeOffset? Newest(Func<MailingEngagement, bool> did) => Mailings.FirstOrDefault(did)?.SentAt;
}
