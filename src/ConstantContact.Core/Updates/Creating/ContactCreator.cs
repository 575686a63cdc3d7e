using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates.Creating;

/// <summary>
/// Sends the POST of a new contact and decides what a lost answer or a conflict means. All cmdlets that create contacts
/// share this rule.
/// </summary>
internal sealed class ContactCreator(ContactGateway gateway)
{
    /// <returns>
    /// The contact as the service returns it, and a remark if its answer was lost and the contact was read back.
    /// </returns>
    /// <exception cref="ConflictException">
    /// The address is in use: by an earlier contact, or by one that was created in the meantime and differs from what
    /// was sent. The message names the contact, its state, the differences and the remedy.
    /// </exception>
    /// <exception cref="CcException">
    /// The contact was not created. <see cref="CcException.MayHaveArrived"/> is true only if this could not be
    /// verified.
    /// </exception>
    /// <param name="wanted">The contact.</param>
    /// <param name="mayBeThere">An earlier process may have created it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<(JsonObject Contact, string? Remark)> CreateAsync(
        NewContact wanted,
        bool mayBeThere,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await gateway.CreateAsync(wanted.Body, cancellationToken).ConfigureAwait(false), null);
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            // A POST is never repeated blindly. A contact with everything that was sent must be the one that this POST
            // created.
            if (await FindLostAsync(wanted, e, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return (found, "the answer was lost; the contact was read back");
            }

            throw;
        }
        catch (ConflictException e) when (mayBeThere)
        {
            return await FindLostAsync(wanted, e, cancellationToken).ConfigureAwait(false) is { } found
                ? (found, "created by an earlier process of the run; the contact was read back")
                : throw await ExplainAsync(wanted, e, cancellationToken).ConfigureAwait(false);
        }
        catch (ConflictException e)
        {
            throw await ExplainAsync(wanted, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject?> FindLostAsync(
        NewContact wanted,
        CcException lost,
        CancellationToken cancellationToken
    )
    {
        ContactSnapshot? there;
        try
        {
            there = await gateway.FindByEmailAsync(wanted.Email, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException)
        {
            // The earlier failure is the one to report.
            return null;
        }

        if (there is null)
        {
            lost.MayHaveArrived = false;
            return null;
        }

        var missing = ContactVerification.Missing(wanted.Document, there.Json);
        return missing.Count == 0
            ? there.Json
            : throw new ConflictException(
                $"'{wanted.Email}' belongs to the contact {new Contact(there.Json).ContactId} now, and that contact is "
                    + "not what was sent: "
                    + $"{string.Join(", ", missing)} differ. Another program or person seems to have created it.",
                new Contact(there.Json).ContactId,
                lost,
                "Look at the contact, then change it with Update-CcContact."
            )
            {
                ExistingState = StateOf(new Contact(there.Json)).State,
            };
    }

    private async Task<ConflictException> ExplainAsync(
        NewContact wanted,
        ConflictException conflict,
        CancellationToken cancellationToken
    )
    {
        ContactSnapshot? there;
        try
        {
            there = await gateway.FindByEmailAsync(wanted.Email, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException)
        {
            return conflict;
        }

        if (there is null)
        {
            return conflict;
        }

        var existing = new Contact(there.Json);
        var (state, remedy) = StateOf(existing);
        return new ConflictException(
            $"'{wanted.Email}' belongs to the contact {existing.ContactId} already, which is {state}.",
            existing.ContactId,
            conflict,
            remedy
        )
        {
            StatusCode = conflict.StatusCode,
            ErrorKey = conflict.ErrorKey,
            ExistingState = state,
        };
    }

    private static (string State, string Remedy) StateOf(Contact existing) =>
        existing switch
        {
            { IsDeleted: true } => (
                "deleted",
                $"Bring it back with Update-CcContact -ContactId {existing.ContactId} -Restore -AddToList, if the "
                    + "person is to get mail again."
            ),
            { IsUnsubscribed: true } => (
                "unsubscribed",
                $"Change its details with Update-CcContact -ContactId {existing.ContactId} -IncludeUnsubscribed; "
                    + "only the person can subscribe again."
            ),
            _ => ("active", $"Change it with Update-CcContact -ContactId {existing.ContactId}."),
        };
}
