using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Proving;

/// <summary>
/// Proves that the PUTs of a run do what was requested. Each answer is compared with the requested contact; where an
/// answer is no proof, the contact is read back. A contact that differs ends the run.
/// </summary>
internal sealed class PutProof(ContactGateway gateway, UpdateOptions options, RunEnd end)
{
    private readonly CanaryGate _canaries = new();

    /// <summary>
    /// A PUT kept <c>email_address.updated_at</c>, so that a changed timestamp proves a write by someone else.
    /// </summary>
    private volatile bool _keepsTimestamp;

    /// <summary>Completes when the PUT may leave, because its shapes are proven or it is the one to prove them.</summary>
    public Task<CanaryGate.Claim> EnterAsync(UpdatePlan plan) =>
        _canaries.EnterAsync(options.Merge.Replace ? [] : PutShapes.Of(plan));

    /// <summary>True if the answer alone is no proof.</summary>
    public bool MustReadBack(UpdatePlan plan, CanaryGate.Claim canary) =>
        !options.Merge.Replace && (canary.MustProve || options.VerifyAll || plan.KeepsOptOut);

    /// <summary>Compares the answer with the requested contact, and reads the contact back if it must.</summary>
    /// <returns>Remarks for the user, and the error that ends the run after this row, if any.</returns>
    /// <exception cref="MergeNotAppliedException">The contact is not what was requested.</exception>
    public async Task<(IReadOnlyList<string> Remarks, CcException? End)> ProveAsync(
        UpdatePlan plan,
        JsonObject answer,
        CanaryGate.Claim canary,
        CancellationToken cancellationToken
    )
    {
        if (options.Merge.Replace)
        {
            return ([], null);
        }

        var proof = ContactVerification.Of(plan.Current, plan.Expected, answer, full: false);
        ThrowIfWrong(plan, [.. proof.Wrong, .. ConsentChanges(plan, answer)]);
        if (MustReadBack(plan, canary))
        {
            ContactSnapshot stored;
            try
            {
                stored = await gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                // The service confirmed the update, and its answer matches. That stays true whatever happens later.
                return (
                    [
                        .. Altered(proof),
                        $"The update was answered as done, but {plan.Contact} could not be read back: {e.Message}",
                    ],
                    e.EndsTheRun ? e : null
                );
            }

            proof = ThrowIfLost(plan, stored.Json);
            canary.Prove();
        }

        return ([.. Altered(proof)], null);
    }

    /// <exception cref="MergeNotAppliedException">The contact, read back, is not what was requested.</exception>
    public ContactVerification ThrowIfLost(UpdatePlan plan, JsonObject stored)
    {
        var proof = ContactVerification.Of(plan.Current, plan.Expected, stored, full: true);
        ThrowIfWrong(
            plan,
            plan.KeepsOptOut
                ? [.. proof.Wrong, .. ContactVerification.OptOutChanges(plan.Current, stored)]
                : proof.Wrong
        );
        return proof;
    }

    private static IEnumerable<string> Altered(ContactVerification proof) =>
        proof.Altered.Select(static a => $"The service altered a value: {a}.");

    /// <summary>
    /// The API has no ETag, so a PUT overwrites changes made since the look-up. If it overwrote a change of consent,
    /// the answer shows it, and the run stops.
    /// </summary>
    private IReadOnlyList<string> ConsentChanges(UpdatePlan plan, JsonObject answer)
    {
        if (
            plan.Contact.IsDeleted
            || plan.Contact.IsUnsubscribed
            || plan.Changes.Any(static c => c.Member == ContactMembers.EmailAddress)
        )
        {
            return [];
        }

        var moved = ContactVerification.ConsentChanges(plan.Current, answer, _keepsTimestamp);

        // Only the first PUT shows whether this service updates the timestamp of the address on every PUT.
        _keepsTimestamp |= ContactVerification.KeptTimestamp(plan.Current, answer) == true;
        return moved;
    }

    private void ThrowIfWrong(UpdatePlan plan, IReadOnlyList<string> wrong)
    {
        if (wrong.Count > 0)
        {
            var error = MergeNotAppliedException.For(
                plan.Contact.ToString(),
                plan.Contact.ContactId!,
                CcJson.ToIndentedText(plan.Contact.ToJson()),
                wrong
            );
            end.Set(error);
            throw error;
        }
    }
}
