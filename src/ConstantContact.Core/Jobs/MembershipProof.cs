using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Finds out which contacts are on lists or have tags: before a job, so that it can be undone, and after one whose
/// counters do not tell for whom it was done. Reads the contacts individually or, if that is cheaper, the members of
/// the lists or tags in pages of 500.
/// </summary>
/// <param name="Member"><c>list_memberships</c> or <c>taggings</c>.</param>
/// <param name="Targets">The lists or tags.</param>
/// <param name="Adds">False to remove the memberships.</param>
internal sealed record MembershipProof(string Member, IReadOnlyList<string> Targets, bool Adds)
{
    private const int PageSize = 500;

    private const int TargetsPerQuery = 25;

    /// <returns>The contacts for which it was not done, in the order given.</returns>
    /// <exception cref="CcException">The contacts could not be read.</exception>
    public async Task<IReadOnlyList<string>> UndoneAsync(
        ApiClient client,
        IReadOnlyList<string> contactIds,
        CancellationToken cancellationToken
    )
    {
        var members = await MembershipsAsync(client, contactIds, cancellationToken).ConfigureAwait(false);
        return
        [
            .. contactIds.Where(id => Adds ? !Targets.All(members[id].Contains) : Targets.Any(members[id].Contains)),
        ];
    }

    /// <returns>The lists or tags of each contact, by its id; those beyond the targets may be missing.</returns>
    /// <exception cref="CcException">The contacts could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, HashSet<string>>> MembershipsAsync(
        ApiClient client,
        IReadOnlyList<string> contactIds,
        CancellationToken cancellationToken
    )
    {
        var members = contactIds.ToDictionary(
            static id => id,
            static _ => new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase
        );
        if (contactIds.Count == 1 || !await PagesAsync(client, members, cancellationToken).ConfigureAwait(false))
        {
            foreach (var id in contactIds)
            {
                try
                {
                    Note(
                        members,
                        new Contact(
                            await client
                                .SendAsync(ContactsApi.ById(id, [Member]), cancellationToken)
                                .ConfigureAwait(false)
                        )
                    );
                }
                catch (NotFoundException)
                {
                    members[id].Clear(); // no contact is on a list
                }
            }
        }

        return members;
    }

    /// <returns>False if it is cheaper to read the contacts individually.</returns>
    private async Task<bool> PagesAsync(
        ApiClient client,
        Dictionary<string, HashSet<string>> members,
        CancellationToken cancellationToken
    )
    {
        var lists = Member == ContactMembers.ListMemberships;
        long spent = 0;
        for (var start = 0; start < Targets.Count; start += TargetsPerQuery)
        {
            string[] some = [.. Targets.Skip(start).Take(TargetsPerQuery)];
            var query = new ContactQuery
            {
                Lists = lists ? some : [],
                Tags = lists ? [] : some,
                Include = [Member],
                IncludeCount = true,
            };
            long? left = null;
            await foreach (
                var page in client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
            )
            {
                foreach (var contact in page.Items.Select(static json => new Contact(json)))
                {
                    Note(members, contact);
                }

                spent++;
                left = (left ?? ((page.TotalCount ?? long.MaxValue) / PageSize)) - 1;
                if (page.NextCursor is not null && spent + left > members.Count)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Note(Dictionary<string, HashSet<string>> members, Contact contact)
    {
        if (contact.ContactId is { } id && !(Adds && contact.IsDeleted) && members.TryGetValue(id, out var its))
        {
            its.UnionWith(Member == ContactMembers.ListMemberships ? contact.ListMemberships : contact.Taggings);
        }
    }
}
