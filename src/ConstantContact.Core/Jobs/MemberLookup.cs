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
/// Finds the ids of people who are given by address, and what the consent guard has to know of everybody, with the fewest
/// requests: one for each person, or pages of 500 of all who come into question. The first page says how many there are, and
/// after every page the cheaper way is taken for the rest. Whom to restore is looked for among the deleted contacts first.
/// </summary>
public sealed class MemberLookup
{
    /// <summary>Up to so many, even one page could not be cheaper.</summary>
    private const int FewPeople = 1;

    private const int PageSize = 500;

    private readonly ApiClient _client;
    private readonly ConsentRequest? _consent;
    private readonly Dictionary<string, Contact> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Contact> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);
    private long _pages;
    private long _singles;

    /// <param name="client">The account.</param>
    /// <param name="consent">What is to be done to them; null where it needs nobody's consent.</param>
    public MemberLookup(ApiClient client, ConsentRequest? consent)
    {
        _client = client;
        _consent = consent;
    }

    /// <exception cref="CcException">The account could not be read; whoever merely is not there is in <see cref="MemberList.Missing"/>.</exception>
    public async Task<MemberList> FindAsync(IReadOnlyList<MemberWish> wishes, CancellationToken cancellationToken) =>
        Judge(wishes, await LookAsync(wishes, cancellationToken).ConfigureAwait(false));

    /// <summary>Looks up whoever needs it, without a judgement. Afterwards, <see cref="Found"/> knows them.</summary>
    /// <returns>Whoever could not be looked up or is nobody, with the reason.</returns>
    /// <exception cref="CcException">The account could not be read.</exception>
    internal async Task<IReadOnlyDictionary<MemberWish, CcException>> LookAsync(IReadOnlyList<MemberWish> wishes, CancellationToken cancellationToken)
    {
        MemberWish[] open = [.. wishes.Where(NeedsLook)];
        var missing = new Dictionary<MemberWish, CcException>();
        MemberWish[] rest = open;
        if (OnlyDeleted && open.Length > FewPeople)
        {
            await PageAsync(open, [ConsentStatus.Deleted], toFind: true, cancellationToken).ConfigureAwait(false);
            rest = [.. open.Where(wish => Found(wish) is null)];
        }

        // Ids alone: it is enough to know who is deleted or unsubscribed. Else everybody has to be read.
        bool toFind = rest.Any(MustBeFound);
        string[] status = toFind ? ["all"] : [ConsentStatus.Deleted, ConsentStatus.Unsubscribed];
        bool paged = rest.Length > FewPeople && await PageAsync(rest, status, toFind, cancellationToken).ConfigureAwait(false);
        foreach (MemberWish wish in rest.Where(w => !paged && Found(w) is null))
        {
            try
            {
                await FetchAsync(wish, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e) when (!e.EndsTheRun)
            {
                missing[wish] = e;
            }
        }

        foreach (MemberWish wish in open.Where(w => MustBeFound(w) && !missing.ContainsKey(w)))
        {
            if (wish.ContactId is null && _ambiguous.Contains(wish.Email!))
            {
                missing[wish] = new InvalidInputException("CcAmbiguousContact", $"The service shows several contacts with the address '{wish.Email}'.", "Give the contact by its id. Nothing was sent about it.");
            }
            else if (Found(wish) is null)
            {
                missing[wish] = wish.ContactId is { } id ? NotFoundException.ContactWithId(id) : NotFoundException.ContactWithAddress(wish.Email!);
            }
        }

        return missing;
    }

    /// <summary>Whoever is not deleted is left alone, and whoever is nobody is an error: every contact has to be seen to tell.</summary>
    private bool OnlyDeleted => _consent?.Operation == ConsentOperation.Restore;

    private bool MustBeFound(MemberWish wish) => wish.ContactId is null || OnlyDeleted;

    private bool NeedsLook(MemberWish wish) => wish.ContactId is null ? wish.Email is not null : _consent is not null;

    internal Contact? Found(MemberWish wish) =>
        wish.ContactId is { } id ? _byId.TryGetValue(id, out Contact? byId) ? byId : null
        : wish.Email is { } email && _byEmail.TryGetValue(email, out Contact? byEmail) ? byEmail : null;

    /// <returns>True if nobody is left to be looked up singly; else the single way is cheaper for those who are.</returns>
    private async Task<bool> PageAsync(MemberWish[] open, string[] status, bool toFind, CancellationToken cancellationToken)
    {
        var query = new ContactQuery { Status = status, Include = [], IncludeCount = true };
        long? total = null;
        long read = 0;
        int left = open.Length;
        await foreach (Page page in _client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false))
        {
            _pages++;
            read += page.Items.Count;
            total ??= page.TotalCount;
            foreach (Contact contact in page.Items.Select(static json => new Contact(json)))
            {
                Note(contact);
            }

            if (toFind)
            {
                left = open.Count(wish => Found(wish) is null);
                if (left == 0)
                {
                    return true;
                }
            }

            if (page.NextCursor is null)
            {
                return true;
            }

            // Where the service does not say how many there are, no more is spent on pages than the single way costs.
            long pagesLeft = total is { } all ? (Math.Max(0, all - read) + PageSize - 1) / PageSize : _pages < open.Length ? 0 : long.MaxValue;
            if (pagesLeft > left)
            {
                return false;
            }
        }

        return true;
    }

    private async Task FetchAsync(MemberWish wish, CancellationToken cancellationToken)
    {
        _singles++;
        if (wish.ContactId is { } id)
        {
            Note(new Contact(await _client.SendAsync(ContactsApi.ById(id, include: []), cancellationToken).ConfigureAwait(false)));
            return;
        }

        foreach (JsonObject json in await _client.SendAsync(ContactsApi.ByEmail(wish.Email!), cancellationToken).ConfigureAwait(false))
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
                if (_byEmail.TryGetValue(email, out Contact? other) && other.ContactId != id)
                {
                    _ambiguous.Add(email);
                }

                _byEmail[email] = contact;
            }
        }
    }

    private MemberList Judge(IReadOnlyList<MemberWish> wishes, IReadOnlyDictionary<MemberWish, CcException> missing)
    {
        var ids = new List<string>();
        var all = new Dictionary<MemberWish, string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var held = new List<HeldBackMember>();
        var gone = new List<MissingMember>();
        var unneeded = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long duplicates = 0;
        foreach (MemberWish wish in wishes)
        {
            Contact? found = Found(wish);
            if (missing.TryGetValue(wish, out CcException? error))
            {
                gone.Add(new MissingMember(wish, error));
                continue;
            }

            string id = wish.ContactId ?? found!.ContactId!;
            all[wish] = id;
            if (!known.Add(id))
            {
                duplicates++;
                continue;
            }

            ConsentDecision decision = Decide(found);
            switch (decision.Verdict)
            {
                case ConsentVerdict.Go:
                    ids.Add(id);
                    break;
                case ConsentVerdict.Unneeded:
                    unneeded.Add(id);
                    break;
                default:
                    held.Add(new HeldBackMember(id, found?.EmailAddress ?? wish.Email, decision.Reason!));
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
            LookUp = Cost(),
        };
    }

    /// <summary>Who is in none of the pages is neither deleted nor unsubscribed.</summary>
    private ConsentDecision Decide(Contact? found) =>
        _consent is null || found is null ? ConsentDecision.Go : ConsentGuard.Decide(ConsentSubject.Of(found), _consent);

    private string? Cost() => (_pages, _singles) switch
    {
        (0, 0) => null,
        (0, _) => Singles(),
        (_, 0) => Pages(),
        _ => $"{Pages()}, then {Singles()}, which was cheaper",
    };

    private string Pages() => Quantity.Of(_pages, "page of 500 contacts", "pages of 500 contacts") + " read";

    private string Singles() => Quantity.Of(_singles, "contact") + " looked up one by one";
}
