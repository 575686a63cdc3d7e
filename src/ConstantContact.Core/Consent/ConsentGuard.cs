using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Consent;

/// <summary>
/// Promise 2 in one place: nobody is revived or re-permissioned unless a switch says so by name. Every writer asks here
/// before it sends, with what it has just learned about the contact. Pure; docs/consent.md shows its answers as a matrix,
/// and a test reads them from there.
/// </summary>
/// <remarks>
/// What the service does by itself, after the vendor's guides and its support staff: any PUT, import row or list membership of a
/// deleted contact brings it back; the sign-up form makes everybody explicit, those who left included; an account cannot undo
/// an opt-out that the contact made itself; the mail that asks to come back is sent once per contact, ever.
/// </remarks>
public static class ConsentGuard
{
    /// <summary>How far each permission reaches; no write moves a contact to a later one unless told so by name.</summary>
    private static readonly string[] PermissionsRising =
        ["unsubscribed", "not_set", "temp_hold", "pending_confirmation", "implicit", "explicit"];

    /// <summary>In the order in which bulk writers look for them: who stands under several is reported as the last of them.</summary>
    private static readonly string[] Listed = [ConsentStatus.Unsubscribed, ConsentStatus.SmsUnsubscribed, ConsentStatus.Deleted];

    /// <summary>
    /// How old the knowledge may be on which a question was put to a person, when the answer comes. After that the contacts
    /// are looked up again before anything is sent.
    /// </summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(5);

    public static ConsentDecision Decide(ConsentSubject subject, ConsentRequest request) => request.Operation switch
    {
        ConsentOperation.Create => DecideProof(subject, "implicit", request),
        ConsentOperation.Import => request.Switches.SkipCheck ? ConsentDecision.Go : DecideImport(subject, request.Switches, request.ExplicitSms),
        ConsentOperation.SignUp => DecideSignUp(subject, request),
        ConsentOperation.AddToList => DecideListing(subject, request.Switches),
        ConsentOperation.Restore => DecideRestoring(subject, request.Switches),
        ConsentOperation.AskToReturn => DecideAsking(subject),
        _ => DecideUpdate(subject, request),
    };

    /// <summary>
    /// For writers that cannot look at each contact: the states whose contacts they have to find beforehand and leave out.
    /// </summary>
    public static IReadOnlyList<string> StatesHeldBack(ConsentRequest request) =>
        [.. Listed.Where(status => Decide(ConsentSubject.Listed(status), request).Verdict is ConsentVerdict.HeldBack or ConsentVerdict.Refused)];

    /// <summary>Before any contact is looked at: a permission that is better than what an account gives by itself needs its proof.</summary>
    /// <exception cref="InvalidInputException"><c>CcConsentNeeded</c>.</exception>
    public static void RequireProof(string parameter, ConsentSwitches switches)
    {
        if (!switches.HasProof)
        {
            throw new InvalidInputException(
                "CcConsentNeeded",
                $"{parameter} needs proof of the person's consent.",
                "Say where it is recorded with -ConsentReference, such as a ticket or form number.");
        }
    }

    private static ConsentDecision DecideUpdate(ConsentSubject subject, ConsentRequest request)
    {
        ConsentSwitches switches = request.Switches;
        if (subject.IsDeleted)
        {
            if (!switches.Restore)
            {
                return ConsentDecision.Refused(ContactDeletedException.For(subject.Name, subject.DeletedOn));
            }

            if (request.Lists.Count == 0)
            {
                return ConsentDecision.Refused(new InvalidInputException(
                    "CcRestoreNeedsList",
                    $"Contact {subject.Name} is deleted, and its lists are gone: it cannot be restored onto none.",
                    "Name at least one list with -AddToList."));
            }
        }

        if (subject.IsUnsubscribed && (subject.IsDeleted || !switches.IncludeUnsubscribed))
        {
            return ConsentDecision.HeldBack(subject.IsDeleted
                ? "deleted and unsubscribed: restoring needs a list, and an unsubscribed contact is put on none"
                : $"unsubscribed{(subject.OptedOutOn is { } since ? $" since {since}" : string.Empty)}; -IncludeUnsubscribed updates such contacts without touching their opt-out");
        }

        bool staysOut = (request.Permission ?? subject.Permission) == ConsentStatus.Unsubscribed;
        return subject.IsUnsubscribed && staysOut && request.Lists.Count > 0
            ? ConsentDecision.WithoutLists($"{subject.Name} is unsubscribed and is not added to {string.Join(", ", request.Lists)}.")
            : DecideProof(subject, subject.Permission, request);
    }

    private static ConsentDecision DecideProof(ConsentSubject subject, string? current, ConsentRequest request) =>
        request.Permission is { } asked && Rank(asked) > Rank(current) && !request.Switches.HasProof
            ? ConsentDecision.Refused(new InvalidInputException(
                "CcConsentNeeded",
                $"The permission of contact {subject.Name} would rise from {current ?? "not_set"} to {asked}.",
                "Say where the person's consent is recorded with -ConsentReference, or leave -PermissionToSend out."))
            : ConsentDecision.Go;

    private static ConsentDecision DecideImport(ConsentSubject subject, ConsentSwitches switches, bool explicitSms) => subject switch
    {
        { IsDeleted: true } when !switches.Restore => ConsentDecision.HeldBack(ConsentStatus.Deleted),
        { IsUnsubscribed: true } when !switches.IncludeUnsubscribed => ConsentDecision.HeldBack(ConsentStatus.Unsubscribed),

        // Such a permission would bring back who left by SMS.
        { LeftBySms: true } when explicitSms && !(switches.IncludeUnsubscribed && switches.HasProof) => ConsentDecision.HeldBack(ConsentStatus.SmsUnsubscribed),
        _ => ConsentDecision.Go,
    };

    private static ConsentDecision DecideSignUp(ConsentSubject subject, ConsentRequest request)
    {
        ConsentSwitches switches = request.Switches;
        if (!switches.HasProof)
        {
            return ConsentDecision.Refused(new InvalidInputException(
                "CcConsentNeeded",
                $"The sign-up form would give contact {subject.Name} explicit permission.",
                "Say where the person's consent is recorded with -ConsentReference, such as a ticket or form number."));
        }

        if (subject.IsDeleted && !switches.Restore)
        {
            return ConsentDecision.Refused(ContactDeletedException.For(subject.Name, subject.DeletedOn));
        }

        return subject.IsUnsubscribed && !switches.UndoOptOut
            ? ConsentDecision.HeldBack($"unsubscribed{(subject.OptedOutOn is { } since ? $" since {since}" : string.Empty)}, which the form would undo; -UndoOptOut says that the person has asked for mail again")
            : ConsentDecision.Go;
    }

    /// <summary>No switch puts somebody who opted out on a list; a deleted contact would come back by it.</summary>
    private static ConsentDecision DecideListing(ConsentSubject subject, ConsentSwitches switches) => subject switch
    {
        { IsUnsubscribed: true } => ConsentDecision.HeldBack(ConsentStatus.Unsubscribed),
        { IsDeleted: true } when !switches.Restore => ConsentDecision.HeldBack(ConsentStatus.Deleted),
        _ => ConsentDecision.Go,
    };

    /// <summary>A deleted contact comes back by being put on a list.</summary>
    private static ConsentDecision DecideRestoring(ConsentSubject subject, ConsentSwitches switches) =>
        subject.IsDeleted ? DecideListing(subject, switches with { Restore = true }) : ConsentDecision.Unneeded("not deleted");

    private static ConsentDecision DecideAsking(ConsentSubject subject) => subject switch
    {
        { IsDeleted: true } => ConsentDecision.HeldBack("deleted: there is nobody to ask"),
        { IsUnsubscribed: false } => ConsentDecision.HeldBack($"not unsubscribed ({subject.Permission ?? "no e-mail permission"}): there is nothing to ask for"),
        _ => ConsentDecision.Go,
    };

    /// <summary>A permission that we do not know stands below all others, so that leaving it needs a proof.</summary>
    private static int Rank(string? permission) =>
        permission is null ? Rank("not_set") : Array.FindIndex(PermissionsRising, p => string.Equals(p, permission, StringComparison.OrdinalIgnoreCase));
}
