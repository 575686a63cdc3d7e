using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The proof after a PUT: compares the merged contact with the contact that the service returns. Pure.
/// </summary>
/// <remarks>
/// <see cref="Altered"/> lists requested values that the service stored in another form (it is said to remove periods
/// from names). <see cref="Wrong"/> lists every other difference: a value outside the patch is missing, doubled or
/// changed, or a requested change was not applied. Additional lists and tags are not errors, because automations of the
/// account add them.
/// </remarks>
public sealed class ContactVerification
{
    private ContactVerification(IReadOnlyList<string> altered, IReadOnlyList<string> wrong)
    {
        Altered = altered;
        Wrong = wrong;
    }

    public IReadOnlyList<string> Altered { get; }

    public IReadOnlyList<string> Wrong { get; }

    /// <param name="before">The contact before the PUT.</param>
    /// <param name="merged">The contact as merged.</param>
    /// <param name="shown">The contact as the service returns it: the answer to the PUT, or a re-read.</param>
    /// <param name="full">
    /// True for a re-read with all sub-resources, in which a missing member means a lost one. False for an answer,
    /// which may omit sub-resources, so that a missing member proves nothing.
    /// </param>
    public static ContactVerification Of(JsonObject before, JsonObject merged, JsonObject shown, bool full)
    {
        var was = ContactFacets.Of(before);
        var expected = ContactFacets.Of(merged);
        var actual = ContactFacets.Of(shown);
        List<string> altered = [];
        List<string> wrong = [];
        if (shown.Text(ContactMembers.DeletedAt) is not null)
        {
            wrong.Add("the contact is deleted");
        }

        foreach (var facet in expected.Values)
        {
            if (!full && !Says(shown, facet.Member))
            {
                continue;
            }

            actual.TryGetValue(facet.Path, out var found);
            if (found is not null && Same(facet, found))
            {
                continue;
            }

            was.TryGetValue(facet.Path, out var old);
            var asked = old is null || !Same(old, facet);
            var tookAnotherForm =
                asked && found is { Values.Count: 1 } && facet.Values.Count == 1 && (old is null || !Same(old, found));
            (tookAnotherForm ? altered : wrong).Add(
                found is null
                    ? $"{facet.Path} should be '{facet.Shown}' and is not there"
                    : $"{facet.Path} should be '{facet.Shown}' and is '{found.Shown}'"
            );
        }

        // The service decides about the other members of a first address, such as the permission.
        var isFirstAddress = before.Object(ContactMembers.EmailAddress) is null;
        foreach (
            var found in actual.Values.Where(f =>
                !expected.ContainsKey(f.Path) && !(isFirstAddress && f.Member == ContactMembers.EmailAddress)
            )
        )
        {
            var didNotGo = was.ContainsKey(found.Path);
            if (didNotGo || (full && found.Member is not (ContactMembers.ListMemberships or ContactMembers.Taggings)))
            {
                wrong.Add(
                    didNotGo
                        ? $"{found.Path} was to be removed and is still there"
                        : $"{found.Path} is '{found.Shown}' and should not be there"
                );
            }
        }

        return new ContactVerification(altered, wrong);
    }

    /// <summary>
    /// The paths of values that are missing or different in <paramref name="shown"/>. Empty if everything that was sent
    /// is there. Additional values do not count.
    /// </summary>
    public static IReadOnlyList<string> Missing(JsonObject merged, JsonObject shown)
    {
        var actual = ContactFacets.Of(shown);
        return
        [
            .. ContactFacets
                .Of(merged)
                .Values.Where(facet => !actual.TryGetValue(facet.Path, out var found) || !Same(facet, found))
                .Select(static facet => facet.Path),
        ];
    }

    /// <summary>
    /// Finds changes of the members that describe when and how the contact agreed to mail, and when it was created. An
    /// update that requests no permission does not change them. A change means that the contact was deleted,
    /// unsubscribed or signed up again between the look-up and the update, and that the update has undone this.
    /// </summary>
    /// <param name="before">The contact as it was read.</param>
    /// <param name="shown">The answer to the PUT.</param>
    /// <param name="timestampCounts">
    /// True if this service is known to keep <c>email_address.updated_at</c> in a PUT that does not change the address.
    /// In this case, a changed timestamp counts too.
    /// </param>
    public static IReadOnlyList<string> ConsentChanges(JsonObject before, JsonObject shown, bool timestampCounts)
    {
        var was = before.Object(ContactMembers.EmailAddress) ?? [];
        var now = shown.Object(ContactMembers.EmailAddress) ?? [];
        List<string> moved = [];
        Compare(before, shown, ContactMembers.CreatedAt, string.Empty);
        foreach (var member in ContactMembers.OptIn.Append(ContactMembers.CreatedAt))
        {
            Compare(was, now, member, $"{ContactMembers.EmailAddress}.");
        }

        if (timestampCounts)
        {
            Compare(was, now, ContactMembers.UpdatedAt, $"{ContactMembers.EmailAddress}.");
        }

        return moved;

        void Compare(JsonObject one, JsonObject other, string member, string prefix)
        {
            if (one.Text(member) is { } old && other.Text(member) is { } current && !SameMoment(old, current))
            {
                moved.Add($"{prefix}{member} was '{old}' when the contact was looked up and is '{current}'");
            }
        }
    }

    /// <summary>
    /// True if <c>email_address.updated_at</c> is unchanged. Null if one of the documents does not have it.
    /// </summary>
    public static bool? KeptTimestamp(JsonObject before, JsonObject shown) =>
        before.Object(ContactMembers.EmailAddress)?.Text(ContactMembers.UpdatedAt) is { } was
        && shown.Object(ContactMembers.EmailAddress)?.Text(ContactMembers.UpdatedAt) is { } now
            ? SameMoment(was, now)
            : null;

    /// <summary>The same moment may be written with and without fractions of a second.</summary>
    private static bool SameMoment(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || (
            DateTimeOffset.TryParse(one, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var left)
            && DateTimeOffset.TryParse(
                other,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var right
            )
            && (left - right).Duration() < TimeSpan.FromSeconds(1)
        );

    /// <summary>
    /// Finds changes of the members that describe an opt-out. They must not change when an unsubscribed contact is
    /// updated. It is unknown whether the service renews them on every PUT.
    /// </summary>
    public static IReadOnlyList<string> OptOutChanges(JsonObject before, JsonObject shown)
    {
        var was = before.Object(ContactMembers.EmailAddress) ?? [];
        var now = shown.Object(ContactMembers.EmailAddress) ?? [];
        return
        [
            .. ContactMembers
                .OptOut.Append(ContactMembers.PermissionToSend)
                .Where(m =>
                    !string.Equals(was.Text(m) ?? string.Empty, now.Text(m) ?? string.Empty, StringComparison.Ordinal)
                )
                .Select(m => $"{ContactMembers.EmailAddress}.{m} was '{was.Text(m)}' and is '{now.Text(m)}'"),
        ];
    }

    /// <summary>The service always returns core members, so an absent one is null. It may omit anything else.</summary>
    private static bool Says(JsonObject shown, string member) =>
        ContactMembers.Core.Contains(member, StringComparer.Ordinal) || shown.ContainsKey(member);

    private static bool Same(ContactFacet facet, ContactFacet found) =>
        facet switch
        {
            // The service compares addresses without regard to case.
            { Member: ContactMembers.EmailAddress, Part: ContactMembers.Address } => facet.Values.SequenceEqual(
                found.Values,
                StringComparer.OrdinalIgnoreCase
            ),
            { Member: ContactMembers.Notes, Part: null } => facet.Values.Count == found.Values.Count
                && !facet
                    .Values.Where(t => t != ContactFacets.NewNote)
                    .Except(found.Values, StringComparer.Ordinal)
                    .Any(),
            _ => facet.Values.SequenceEqual(found.Values, StringComparer.Ordinal),
        };
}
