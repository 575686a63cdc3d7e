using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Creating;

/// <summary>
/// Signs up people who asked for mail themselves, through the service's sign-up form. The form does not check the
/// current state: it gives explicit permission to unsubscribed contacts and restores deleted ones. Therefore each
/// address is looked up first, and the guard decides.
/// </summary>
public sealed class ContactSignUp : IContactRowWork
{
    /// <summary>How often the contact is looked up anew before the row is given up.</summary>
    private const int MaxRounds = 6;

    private readonly ApiClient _client;
    private readonly ContactGateway _gateway;
    private readonly PatchResolver _resolver;
    private readonly PreviewBuilder _previews;
    private readonly ConsentSwitches _switches;

    public ContactSignUp(ApiClient client, NameDirectory names, ConsentSwitches switches)
    {
        _client = client;
        _gateway = new ContactGateway(client, client.Time);
        _resolver = new PatchResolver(names);
        _previews = new PreviewBuilder(client.BaseUri, new UpdateOptions());
        _switches = switches;
    }

    /// <summary>Looks up names and the contact, asks the guard, and builds the body. Sends no write.</summary>
    /// <exception cref="InvalidInputException">The address is missing, or the form does not accept a value.</exception>
    /// <exception cref="ContactDeletedException">
    /// The contact is deleted and the user did not ask to restore it.
    /// </exception>
    public async Task<PreparedSignUp> PrepareAsync(UpdateRow row, CancellationToken cancellationToken)
    {
        if (row.Invalid is { } invalid)
        {
            throw invalid;
        }

        var patch = await _resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false);
        var email =
            row.Email
            ?? throw new InvalidInputException(
                "CcMissingIdentity",
                "A sign-up needs an e-mail address.",
                "Give -Email, or a row with a column email_address."
            );
        var body = SignUpBody.Of(email, patch.Patch);
        var found = (await _gateway.FindByEmailAsync(email, cancellationToken).ConfigureAwait(false))?.Json;
        var readAt = _client.Time.GetUtcNow();
        var consent = ConsentGuard.Decide(
            found is null ? ConsentSubject.NewContact(email) : ConsentSubject.Of(new Contact(found)),
            new ConsentRequest(ConsentOperation.SignUp, _switches)
        );
        consent.ThrowIfRefused();

        var after = ContactMerge.Apply(found ?? [], patch.Patch);
        var address = after.Object(ContactMembers.EmailAddress) ?? new JsonObject { [ContactMembers.Address] = email };
        address[ContactMembers.PermissionToSend] = "explicit";
        if (found is null)
        {
            after[ContactMembers.EmailAddress] = address;
        }

        return new PreparedSignUp(
            row,
            readAt,
            email,
            consent,
            found,
            after,
            body,
            _previews.BuildSignUp(row, found ?? [], after, body, patch.Names)
        );
    }

    /// <summary>
    /// Asks the guide, and sends. If the look-up is older than <see cref="ConsentGuard.Freshness"/> then, as after a
    /// question that was open for long, the contact is looked up and judged again first.
    /// </summary>
    /// <exception cref="ContactDeletedException">The contact is deleted, or was deleted while the question was
    /// open.</exception>
    public async Task<UpdateResult> RunAsync(
        UpdateRow row,
        RowEntry entry,
        IUpdateGuide guide,
        CancellationToken cancellationToken
    )
    {
        var prepared = await PrepareAsync(row, cancellationToken).ConfigureAwait(false);
        if (prepared.Consent.Verdict == ConsentVerdict.HeldBack)
        {
            return Result(prepared, UpdateOutcome.Suppressed, prepared.Preview.ContactId, prepared.Consent.Reason);
        }

        if (entry.Doubt is { } doubt && prepared.Found is { } there && IsAsExpected(prepared, there))
        {
            return Result(
                prepared,
                doubt.ContactId is null ? UpdateOutcome.Created : UpdateOutcome.Updated,
                prepared.Preview.ContactId,
                "sent by an earlier process of the run; the contact was read back"
            );
        }

        foreach (var warning in row.Changes.Warnings)
        {
            guide.Warn(warning);
        }

        var approval = await guide.ApproveAsync(prepared.Preview, cancellationToken).ConfigureAwait(false);
        return approval == Approval.Send
            ? await SendAsync(prepared, entry, cancellationToken).ConfigureAwait(false)
            : UpdateResult.Unsent(row, prepared.Preview, approval);
    }

    private async Task<UpdateResult> SendAsync(
        PreparedSignUp prepared,
        RowEntry entry,
        CancellationToken cancellationToken
    )
    {
        for (var round = 1; round <= MaxRounds; round++)
        {
            try
            {
                entry.Announce(
                    prepared.Found is { } found && new Contact(found).IsDeleted ? RowChange.Restore : RowChange.SignUp,
                    prepared.Preview.ContactId,
                    prepared.Email,
                    ContactDiff.Between(prepared.Found ?? [], prepared.Expected),
                    []
                );
                return await SendFreshAsync(prepared, cancellationToken).ConfigureAwait(false);
            }
            catch (StaleRequestException)
            {
                prepared = await PrepareAsync(prepared.Row, cancellationToken).ConfigureAwait(false);
                if (prepared.Consent.Verdict == ConsentVerdict.HeldBack)
                {
                    return Result(
                        prepared,
                        UpdateOutcome.Suppressed,
                        prepared.Preview.ContactId,
                        prepared.Consent.Reason
                    );
                }
            }
        }

        throw new ApiTimeoutException(
            $"The sign-up of '{prepared.Email}' could not leave within {ConsentGuard.Freshness.TotalSeconds:F0} s "
                + $"of its look-up, {MaxRounds} times in a row. Nothing was sent."
        );
    }

    private async Task<UpdateResult> SendFreshAsync(PreparedSignUp prepared, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client
                .SendAsync(
                    ContactsApi.SignUp(prepared.Body, prepared.ReadAt + ConsentGuard.Freshness),
                    cancellationToken
                )
                .ConfigureAwait(false);
            return Result(
                prepared,
                answer.Action == "created" ? UpdateOutcome.Created : UpdateOutcome.Updated,
                answer.ContactId,
                null
            );
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            // The request is not repeated, because it may send mail.
            var found = (
                await _gateway.FindByEmailAsync(prepared.Email, cancellationToken).ConfigureAwait(false)
            )?.Json;
            if (found is null || !IsAsExpected(prepared, found))
            {
                throw;
            }

            return Result(
                prepared,
                prepared.Preview.ContactId is null ? UpdateOutcome.Created : UpdateOutcome.Updated,
                new Contact(found).ContactId,
                "the answer was lost; the contact was read back"
            );
        }
    }

    /// <summary>
    /// True if everything that was sent is there. The form itself chooses the kind of a phone number, and the account
    /// may require a confirmation first.
    /// </summary>
    private static bool IsAsExpected(PreparedSignUp prepared, JsonObject found)
    {
        var contact = new Contact(found);
        return !contact.IsDeleted
            && contact.PermissionToSend is ("explicit" or "pending_confirmation")
            && ContactDiff
                .Between(found, prepared.Expected)
                .All(c => c.Member is ContactMembers.PhoneNumbers or ContactMembers.EmailAddress);
    }

    private static UpdateResult Result(PreparedSignUp prepared, string outcome, string? contactId, string? reason) =>
        new()
        {
            Row = prepared.Row.Number,
            Email = prepared.Email,
            ContactId = contactId,
            Outcome = outcome,
            Reason = reason,
            Changes = prepared.Preview.Changes,
            Input = prepared.Row.Input,
        };
}
