using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Consent;

/// <summary>
/// The only place that enforces promise 2: no contact is restored and no permission rises unless a switch requests it
/// by name. Every writer asks here before it sends, with the current state of the contact. Pure. The matrix in
/// docs/consent.md shows the decisions, and a test reads them from there.
/// </summary>
/// <remarks>
/// Behaviour of the service, according to the vendor's guides and its support staff: any PUT, import row or list
/// membership of a deleted contact restores it. The sign-up form gives explicit permission to everyone, including
/// contacts that opted out. An account cannot undo an opt-out that the contact made. The message that invites a contact
/// to resubscribe is sent only once per contact.
/// </remarks>
public static class ConsentGuard
{
    /// <summary>
    /// Permissions in ascending order. No write moves a contact to a later one unless a switch requests it by name.
    /// </summary>
    private static readonly string[] PermissionsRising =
    [
        "unsubscribed",
        "not_set",
        "temp_hold",
        "pending_confirmation",
        "implicit",
        "explicit",
    ];

    /// <summary>
    /// In the order in which bulk writers look them up. A contact with several states is reported under the last one.
    /// </summary>
    private static readonly string[] Listed =
    [
        ConsentStatus.Unsubscribed,
        ConsentStatus.SmsUnsubscribed,
        ConsentStatus.Deleted,
    ];

    /// <summary>
    /// The maximum age of the contact state behind a question when the answer arrives. After that, the contacts are
    /// looked up again before anything is sent.
    /// </summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(5);

    public static ConsentDecision Decide(ConsentSubject subject, ConsentRequest request) =>
        request.Operation switch
        {
            ConsentOperation.Create => DecideProof(subject, "implicit", request),
            ConsentOperation.Import => request.Switches.SkipCheck
                ? ConsentDecision.Go
                : DecideImport(subject, request.Switches, request.ExplicitSms),
            ConsentOperation.SignUp => DecideSignUp(subject, request),
            ConsentOperation.AddToList => DecideListing(subject, request.Switches),
            ConsentOperation.Restore => DecideRestoring(subject, request.Switches),
            ConsentOperation.AskToResubscribe => DecideAsking(subject),
            _ => DecideUpdate(subject, request),
        };

    /// <summary>
    /// For writers that cannot look at each contact: the states whose contacts they must find beforehand and exclude.
    /// </summary>
    public static IReadOnlyList<string> StatesHeldBack(ConsentRequest request) =>
        [
            .. Listed.Where(status =>
                Decide(ConsentSubject.Listed(status), request).Verdict
                    is ConsentVerdict.HeldBack
                        or ConsentVerdict.Refused
            ),
        ];

    /// <summary>Runs before any look-up: a permission above the account's default requires proof of consent.</summary>
    /// <exception cref="InvalidInputException"><c>CcConsentNeeded</c>.</exception>
    public static void RequireProof(string parameter, ConsentSwitches switches)
    {
        if (!switches.HasProof)
        {
            throw new InvalidInputException(
                "CcConsentNeeded",
                $"{parameter} needs proof of the person's consent.",
                "Say where it is recorded with -ConsentReference, such as a ticket or form number."
            );
        }
    }

    private static ConsentDecision DecideUpdate(ConsentSubject subject, ConsentRequest request)
    {
        var switches = request.Switches;
        if (subject.IsDeleted)
        {
            if (!switches.Restore)
            {
                return ConsentDecision.Refused(ContactDeletedException.For(subject.Name, subject.DeletedOn));
            }

            if (request.Lists.Count == 0)
            {
                return ConsentDecision.Refused(
                    new InvalidInputException(
                        "CcRestoreNeedsList",
                        $"Contact {subject.Name} is deleted, and its lists are gone: it cannot be restored onto none.",
                        "Name at least one list with -AddToList."
                    )
                );
            }
        }

        if (subject.IsUnsubscribed && (subject.IsDeleted || !switches.IncludeUnsubscribed))
        {
            return ConsentDecision.HeldBack(
                subject.IsDeleted
                    ? "deleted and unsubscribed: restoring needs a list, and an unsubscribed contact is put on none"
                    : $"unsubscribed{(subject.OptedOutOn is { } since ? $" since {since}" : string.Empty)}; "
                        + "-IncludeUnsubscribed updates such contacts without touching their opt-out"
            );
        }

        var staysOut = (request.Permission ?? subject.Permission) == ConsentStatus.Unsubscribed;
        return subject.IsUnsubscribed && staysOut && request.Lists.Count > 0
            ? ConsentDecision.WithoutLists(
                $"{subject.Name} is unsubscribed and is not added to {string.Join(", ", request.Lists)}."
            )
            : DecideProof(subject, subject.Permission, request);
    }

    private static ConsentDecision DecideProof(ConsentSubject subject, string? current, ConsentRequest request) =>
        request.Permission is { } asked && Rank(asked) > Rank(current) && !request.Switches.HasProof
            ? ConsentDecision.Refused(
                new InvalidInputException(
                    "CcConsentNeeded",
                    $"The permission of contact {subject.Name} would rise from {current ?? "not_set"} to {asked}.",
                    "Say where the person's consent is recorded with -ConsentReference, or leave -PermissionToSend out."
                )
            )
            : ConsentDecision.Go;

    private static ConsentDecision DecideImport(ConsentSubject subject, ConsentSwitches switches, bool explicitSms) =>
        subject switch
        {
            { IsDeleted: true } when !switches.Restore => ConsentDecision.HeldBack(ConsentStatus.Deleted),
            { IsUnsubscribed: true } when !switches.IncludeUnsubscribed => ConsentDecision.HeldBack(
                ConsentStatus.Unsubscribed
            ),

            // The permission would resubscribe a contact that opted out of SMS.
            { OptedOutOfSms: true } when explicitSms && !(switches.IncludeUnsubscribed && switches.HasProof) =>
                ConsentDecision.HeldBack(ConsentStatus.SmsUnsubscribed),
            _ => ConsentDecision.Go,
        };

    private static ConsentDecision DecideSignUp(ConsentSubject subject, ConsentRequest request)
    {
        var switches = request.Switches;
        if (!switches.HasProof)
        {
            return ConsentDecision.Refused(
                new InvalidInputException(
                    "CcConsentNeeded",
                    $"The sign-up form would give contact {subject.Name} explicit permission.",
                    "Say where the person's consent is recorded with "
                        + "-ConsentReference, such as a ticket or form number."
                )
            );
        }

        if (subject.IsDeleted && !switches.Restore)
        {
            return ConsentDecision.Refused(ContactDeletedException.For(subject.Name, subject.DeletedOn));
        }

        return subject.IsUnsubscribed && !switches.UndoOptOut
            ? ConsentDecision.HeldBack(
                $"unsubscribed{(subject.OptedOutOn is { } since ? $" since {since}" : string.Empty)}, which the "
                    + "form would undo; -UndoOptOut says that the person has asked for mail again"
            )
            : ConsentDecision.Go;
    }

    /// <summary>No switch adds a contact that opted out to a list. Adding a deleted contact would restore it.</summary>
    private static ConsentDecision DecideListing(ConsentSubject subject, ConsentSwitches switches) =>
        subject switch
        {
            { IsUnsubscribed: true } => ConsentDecision.HeldBack(ConsentStatus.Unsubscribed),
            { IsDeleted: true } when !switches.Restore => ConsentDecision.HeldBack(ConsentStatus.Deleted),
            _ => ConsentDecision.Go,
        };

    /// <summary>A deleted contact is restored by adding it to a list.</summary>
    private static ConsentDecision DecideRestoring(ConsentSubject subject, ConsentSwitches switches) =>
        subject.IsDeleted
            ? DecideListing(subject, switches with { Restore = true })
            : ConsentDecision.Unneeded("not deleted");

    private static ConsentDecision DecideAsking(ConsentSubject subject) =>
        subject switch
        {
            { IsDeleted: true } => ConsentDecision.HeldBack("deleted, so it cannot be asked"),
            { IsUnsubscribed: false } => ConsentDecision.HeldBack(
                $"not unsubscribed ({subject.Permission ?? "no e-mail permission"})"
            ),
            _ => ConsentDecision.Go,
        };

    /// <summary>True if the second permission reaches further than the first.</summary>
    internal static bool Rises(string? from, string? to) => Rank(to) > Rank(from);

    /// <summary>An unknown permission ranks below all others, so that changing it requires proof.</summary>
    private static int Rank(string? permission) =>
        permission is null
            ? Rank("not_set")
            : Array.FindIndex(PermissionsRising, p => string.Equals(p, permission, StringComparison.OrdinalIgnoreCase));
}
