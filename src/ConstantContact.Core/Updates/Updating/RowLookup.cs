using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// Finds the contact that a row is about, and whether a write has arrived that an earlier process announced without
/// learning its result.
/// </summary>
internal sealed class RowLookup(ContactGateway gateway, MergeOptions options)
{
    /// <summary>
    /// A failure of this row alone is returned, because an earlier row may still change the result.
    /// </summary>
    public async Task<(ContactSnapshot? Found, CcException? Trouble)> FindAsync(
        UpdateRow row,
        RowChange? doubt,
        ResolvedPatch patch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (doubt?.ContactId is { } written)
            {
                // Its address may differ by now: the row may have changed it.
                return (await gateway.GetAsync(written, cancellationToken).ConfigureAwait(false), null);
            }

            if (row.ContactId is null)
            {
                var found = await gateway.FindByEmailAsync(row.Email!, cancellationToken).ConfigureAwait(false);
                if (found is null && doubt is { Write: RowChange.Create } && patch.Patch.NewEmailAddress is { } moved)
                {
                    // An earlier process may have created the contact, under its new address.
                    var there = await gateway.FindByEmailAsync(moved, cancellationToken).ConfigureAwait(false);
                    found = there is not null && HasArrived(row, doubt, patch, there) ? there : null;
                }

                return (found, null);
            }

            var byId = await gateway.GetAsync(row.ContactId, cancellationToken).ConfigureAwait(false);
            var stored = new Contact(byId.Json).EmailAddress;
            return row.Email is null || string.Equals(stored, row.Email, StringComparison.OrdinalIgnoreCase)
                ? (byId, null)
                : (byId, Mismatch(row, stored));
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            return (null, e);
        }
    }

    /// <summary>True if the contact has the state that the announced write was to give it.</summary>
    public bool HasArrived(UpdateRow row, RowChange doubt, ResolvedPatch patch, ContactSnapshot found) =>
        !new Contact(found.Json).IsDeleted
        && (
            doubt.Write == RowChange.Create
                ? ContactVerification.Missing(NewContact.From(row.Email!, patch.Patch).Document, found.Json).Count == 0
                : ContactDiff.Between(found.Json, Wanted(found.Json, patch.Patch)).Count == 0
        );

    public static InvalidInputException Mismatch(UpdateRow row, string? stored) =>
        new(
            "CcContactMismatch",
            $"Contact {row.ContactId} has the address '{stored}', not '{row.Email}'.",
            "Correct the row, give only one of the two, or change the address with -NewEmailAddress. Nothing was sent."
        );

    public static NotFoundException NotFound(string email) =>
        NotFoundException.ContactWithAddress(
            email,
            "Correct the address, or add -CreateMissing to create the contact."
        );

    private JsonObject Wanted(JsonObject found, ContactPatch patch) =>
        options.Replace ? RawReplace.Outcome(found, patch) : ContactMerge.Apply(found, patch);
}
