using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Creating;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Proving;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// The safe update of one contact: look up, wait for the earlier rows about it, then update or create it. Holds the state
/// that the rows of a run share: the contacts being written and the proven shapes of PUTs.
/// </summary>
internal sealed class ContactUpdate
{
    /// <summary>The id in previews of a contact that an earlier row would have created.</summary>
    private const string NotYetAnId = "(new)";

    private readonly PatchResolver _resolver;
    private readonly UpdateOptions _options;
    private readonly IUpdateGuide _guide;
    private readonly RunEnd _end;
    private readonly PreviewBuilder _previews;
    private readonly RowLookup _lookup;
    private readonly ContactPut _put;
    private readonly ContactCreator _maker;
    private readonly InFlight _inFlight = new();

    /// <param name="gateway">Reads and writes contacts.</param>
    /// <param name="resolver">Finds what the rows name.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="guide">Is asked before each write, and told what happens.</param>
    /// <param name="end">
    /// Receives an error that ends the run, before the rows that wait for this one go on. Once it is set, nothing is
    /// written.
    /// </param>
    /// <param name="baseUri">The API's root, for previews.</param>
    public ContactUpdate(
        ContactGateway gateway,
        PatchResolver resolver,
        UpdateOptions options,
        IUpdateGuide guide,
        RunEnd end,
        Uri baseUri
    )
    {
        _resolver = resolver;
        _options = options;
        _guide = guide;
        _end = end;
        _previews = new PreviewBuilder(baseUri, options);
        _lookup = new RowLookup(gateway, options.Merge);
        _put = new ContactPut(gateway, options, _previews, guide, new PutProof(gateway, options, end), end);
        _maker = new ContactCreator(gateway);
    }

    /// <summary>Null if the run ended before anything was written.</summary>
    public async Task<UpdateResult?> RunAsync(
        UpdateRow row,
        RowEntry entry,
        Turn turn,
        CancellationToken cancellationToken
    )
    {
        using var look = _inFlight.Begin();
        var patch =
            row.Planned?.Patch ?? await _resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false);
        var (found, trouble) = await _lookup
            .FindAsync(row, entry.Doubt, patch, cancellationToken)
            .ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        using var place = _inFlight.Enter(NamesOf(row, patch.Patch, found));
        bool again;
        do
        {
            // This row depends on the result of earlier rows about the same contact.
            if (place.Earlier is { } earlier)
            {
                await earlier.ConfigureAwait(false);
            }

            if (_end.Error is not null)
            {
                return null;
            }

            again = look.Missed(place);
            if (again)
            {
                look.Renew();
                (found, trouble) = await _lookup
                    .FindAsync(row, entry.Doubt, patch, cancellationToken)
                    .ConfigureAwait(false);
            }
        } while (again && place.Extend(NamesOf(row, patch.Patch, found)));

        (found, trouble) = AfterPreviews(row, found, trouble);
        if (trouble is not null)
        {
            throw trouble;
        }

        RowUnderway at = new(row, entry, patch, turn, place);
        try
        {
            var result = found is null
                ? _options.CreateMissing
                    ? await CreateAsync(at, cancellationToken).ConfigureAwait(false)
                    : throw RowLookup.NotFound(row.Email!)
                : entry.Doubt is { } doubt && _lookup.HasArrived(row, doubt, patch, found)
                    ? at.Announced(doubt, found.Json)
                    : await _put.RunAsync(at, found, cancellationToken).ConfigureAwait(false);
            if (place.IsInDoubt && result?.Outcome is not (UpdateOutcome.Updated or UpdateOutcome.Unknown))
            {
                result = at.InDoubt(found!, result?.Reason ?? "the run ended.", result?.Error);
            }

            return result is null ? null : entry.Settle(result);
        }
        catch (CcException e) when (place.IsInDoubt && e is not MergeNotAppliedException)
        {
            return entry.Settle(at.InDoubt(found!, e.Message, e));
        }
        catch (Exception e)
            when (place.Writes && e is not (CcException or GuideException or OperationCanceledException))
        {
            var unexpected = UnexpectedException.For(row.ToString(), e);
            return entry.Settle(
                at.Result(
                    null,
                    UpdateOutcome.Unknown,
                    $"{unexpected.Message} The update was sent before.",
                    error: unexpected
                )
            );
        }
    }

    /// <summary>The known identifiers of the row's contact (see <see cref="InFlight"/>).</summary>
    private static IEnumerable<string> NamesOf(UpdateRow row, ContactPatch patch, ContactSnapshot? found) =>
        new[]
        {
            row.ContactId,
            row.Email,
            patch.NewEmailAddress,
            found is null ? null : new Contact(found.Json).ContactId,
        }.OfType<string>();

    /// <summary>Under -WhatIf, the contact is taken as the earlier rows would have left it.</summary>
    private (ContactSnapshot? Found, CcException? Trouble) AfterPreviews(
        UpdateRow row,
        ContactSnapshot? found,
        CcException? trouble
    )
    {
        var name = found is null ? row.ContactId ?? row.Email : new Contact(found.Json).ContactId;
        if (name is null || _inFlight.Previewed(name) is not { } seen)
        {
            return (found, trouble);
        }

        var isMeant =
            row.ContactId is not null
            || string.Equals(new Contact(seen).EmailAddress, row.Email, StringComparison.OrdinalIgnoreCase);
        return (isMeant ? new ContactSnapshot(seen, default) : null, null);
    }

    private async Task<UpdateResult?> CreateAsync(RowUnderway at, CancellationToken cancellationToken)
    {
        var (row, patch) = (at.Row, at.Patch);
        ConsentGuard
            .Decide(ConsentSubject.NewContact(row.Email!), _options.Merge.ConsentForNew(patch.Patch))
            .ThrowIfRefused();
        var fresh = NewContact.From(row.Email!, patch.Patch);
        var preview = _previews.BuildNew(row, fresh, patch.Names);
        var answer = await _guide.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        if (answer == Approval.PreviewOnly)
        {
            var made = fresh.Document.Copy();
            made[ContactMembers.ContactId] = NotYetAnId;
            at.Place.Preview(made, [fresh.Email]);
        }

        if (at.Unsent(null, preview, answer) is { } unsent)
        {
            return unsent;
        }

        at.Entry.Announce(RowChange.Create, null, fresh.Email, fresh.Changes, []);
        at.BeginWrite();
        try
        {
            var (created, remark) = await _maker
                .CreateAsync(fresh, mayBeThere: false, cancellationToken)
                .ConfigureAwait(false);
            return at.Result(null, UpdateOutcome.Created, remark, preview, created);
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            return at.Result(
                null,
                UpdateOutcome.Unknown,
                $"It is not known whether the contact was created: {e.Message}",
                preview,
                error: e
            );
        }
    }
}
