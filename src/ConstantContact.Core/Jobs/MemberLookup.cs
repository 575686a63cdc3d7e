using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Finds the ids of contacts given by address, and the facts that the consent guard needs, with the fewest requests:
/// one per contact, or pages of 500 candidates. The first page states the total, and after every page the cheaper way
/// is chosen for the rest. Contacts to restore are first searched among the deleted ones.
/// </summary>
public sealed class MemberLookup
{
    /// <summary>Up to this number, even one page cannot be cheaper.</summary>
    private const int MaxSingleLookUps = 1;

    private const int PageSize = 500;

    private readonly ApiClient _client;
    private readonly ConsentRequest? _consent;
    private readonly Dictionary<string, Contact> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Contact> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);
    private long _pages;
    private long _singles;

    /// <param name="client">The account.</param>
    /// <param name="consent">The operation on the contacts. Null if it needs no consent.</param>
    public MemberLookup(ApiClient client, ConsentRequest? consent)
    {
        _client = client;
        _consent = consent;
    }

    /// <summary>The sub-resources of the contacts to read. They cost no more requests.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Reads every contact, also one that is given by its id and needs no consent.</summary>
    internal bool ReadsAll { get; init; }

    /// <exception cref="CcException">
    /// The account could not be read. Contacts that do not exist are in <see cref="MemberList.Missing"/>.
    /// </exception>
    public async Task<MemberList> FindAsync(
        IReadOnlyList<RequestedMember> members,
        CancellationToken cancellationToken
    ) => Judge(members, await LookAsync(members, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Looks up the contacts that need it, without a decision. Afterwards, <see cref="Found"/> returns them.
    /// </summary>
    /// <returns>The contacts that could not be looked up or do not exist, with the reason.</returns>
    /// <exception cref="CcException">The account could not be read.</exception>
    internal async Task<IReadOnlyDictionary<RequestedMember, CcException>> LookAsync(
        IReadOnlyList<RequestedMember> members,
        CancellationToken cancellationToken
    )
    {
        RequestedMember[] open = [.. members.Where(NeedsLook)];
        var missing = new Dictionary<RequestedMember, CcException>();
        var rest = open;
        if (OnlyDeleted && open.Length > MaxSingleLookUps)
        {
            await PageAsync(open, [ConsentStatus.Deleted], toFind: true, cancellationToken).ConfigureAwait(false);
            rest = [.. open.Where(member => Found(member) is null)];
        }

        // If all have ids, only the deleted and unsubscribed contacts must be read. Otherwise all contacts must.
        var toFind = rest.Any(MustBeFound);
        string[] status = toFind ? ["all"] : [ConsentStatus.Deleted, ConsentStatus.Unsubscribed];
        var paged =
            rest.Length > MaxSingleLookUps
            && await PageAsync(rest, status, toFind, cancellationToken).ConfigureAwait(false);
        foreach (var member in rest.Where(w => !paged && Found(w) is null))
        {
            try
            {
                await FetchAsync(member, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e) when (!e.EndsTheRun)
            {
                missing[member] = e;
            }
        }

        foreach (var member in open.Where(w => MustBeFound(w) && !missing.ContainsKey(w)))
        {
            if (member.ContactId is null && _ambiguous.Contains(member.Email!))
            {
                missing[member] = new InvalidInputException(
                    "CcAmbiguousContact",
                    $"The service shows several contacts with the address '{member.Email}'.",
                    "Give the contact by its id. Nothing was sent about it."
                );
            }
            else if (Found(member) is null)
            {
                missing[member] = member.ContactId is { } id
                    ? NotFoundException.ContactWithId(id)
                    : NotFoundException.ContactWithAddress(member.Email!);
            }
        }

        return missing;
    }

    /// <summary>
    /// Contacts that are not deleted are left alone, and unknown contacts are an error. Telling them apart requires a
    /// look at every contact.
    /// </summary>
    private bool OnlyDeleted => _consent?.Operation == ConsentOperation.Restore;

    private bool MustBeFound(RequestedMember member) => member.ContactId is null || OnlyDeleted || ReadsAll;

    private bool NeedsLook(RequestedMember member) =>
        member.ContactId is null ? member.Email is not null : _consent is not null || ReadsAll;

    internal Contact? Found(RequestedMember member) =>
        member.ContactId is { } id
            ? _byId.TryGetValue(id, out var byId)
                ? byId
                : null
            : member.Email is { } email && _byEmail.TryGetValue(email, out var byEmail)
                ? byEmail
                : null;

    /// <returns>True if no contact is left to look up individually. False if that is cheaper for the rest.</returns>
    private async Task<bool> PageAsync(
        RequestedMember[] open,
        string[] status,
        bool toFind,
        CancellationToken cancellationToken
    )
    {
        var query = new ContactQuery
        {
            Status = status,
            Include = Include,
            IncludeCount = true,
        };
        long? total = null;
        long read = 0;
        var left = open.Length;
        await foreach (
            var page in _client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            _pages++;
            read += page.Items.Count;
            total ??= page.TotalCount;
            foreach (var contact in page.Items.Select(static json => new Contact(json)))
            {
                Note(contact);
            }

            if (toFind)
            {
                left = open.Count(member => Found(member) is null);
                if (left == 0)
                {
                    return true;
                }
            }

            if (page.NextCursor is null)
            {
                return true;
            }

            // If the service does not state the total, pages must not cost more than individual look-ups would.
            var pagesLeft =
                total is { } all ? (Math.Max(0, all - read) + PageSize - 1) / PageSize
                : _pages < open.Length ? 0
                : long.MaxValue;
            if (pagesLeft > left)
            {
                return false;
            }
        }

        return true;
    }

    private async Task FetchAsync(RequestedMember member, CancellationToken cancellationToken)
    {
        _singles++;
        if (member.ContactId is { } id)
        {
            Note(
                new Contact(
                    await _client.SendAsync(ContactsApi.ById(id, Include), cancellationToken).ConfigureAwait(false)
                )
            );
            return;
        }

        foreach (
            var json in await _client
                .SendAsync(ContactsApi.ByEmail(member.Email!), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            Note(new Contact(json));
        }
    }

    private void Note(Contact contact)
    {
        if (contact.ContactId is { } id)
        {
            _byId[id] = contact;
            if (contact.EmailAddress is { } email)
            {
                if (_byEmail.TryGetValue(email, out var other) && other.ContactId != id)
                {
                    _ambiguous.Add(email);
                }

                _byEmail[email] = contact;
            }
        }
    }

    private MemberList Judge(
        IReadOnlyList<RequestedMember> members,
        IReadOnlyDictionary<RequestedMember, CcException> missing
    )
    {
        var ids = new List<string>();
        var all = new Dictionary<RequestedMember, string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var held = new List<HeldBackMember>();
        var gone = new List<MissingMember>();
        var unneeded = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var read = new Dictionary<string, Contact>(StringComparer.OrdinalIgnoreCase);
        long duplicates = 0;
        foreach (var member in members)
        {
            var found = Found(member);
            if (missing.TryGetValue(member, out var error))
            {
                gone.Add(new MissingMember(member, error));
                continue;
            }

            var id = member.ContactId ?? found!.ContactId!;
            all[member] = id;
            if (!known.Add(id))
            {
                duplicates++;
                continue;
            }

            var decision = Decide(found);
            switch (decision.Verdict)
            {
                case ConsentVerdict.Go:
                    ids.Add(id);
                    if (found is not null && Include.Count > 0)
                    {
                        read[id] = found;
                    }

                    break;
                case ConsentVerdict.Unneeded:
                    unneeded.Add(id);
                    break;
                default:
                    held.Add(new HeldBackMember(id, found?.EmailAddress ?? member.Email, decision.Reason!));
                    break;
            }
        }

        return new MemberList
        {
            ContactIds = ids,
            HeldBack = held,
            Unneeded = unneeded,
            Missing = gone,
            Ids = all,
            Duplicates = duplicates,
            Read = read,
            LookUp = Cost(),
        };
    }

    /// <summary>A contact on none of the pages is neither deleted nor unsubscribed.</summary>
    private ConsentDecision Decide(Contact? found) =>
        _consent is null || found is null
            ? ConsentDecision.Go
            : ConsentGuard.Decide(ConsentSubject.Of(found), _consent);

    private string? Cost() =>
        (_pages, _singles) switch
        {
            (0, 0) => null,
            (0, _) => Singles(),
            (_, 0) => Pages(),
            _ => $"{Pages()}, then {Singles()}, which was cheaper",
        };

    private string Pages() => Quantity.Of(_pages, "page of 500 contacts", "pages of 500 contacts") + " read";

    private string Singles() => Quantity.Of(_singles, "contact") + " looked up one by one";
}
