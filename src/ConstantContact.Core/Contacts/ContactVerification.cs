using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The proof after a PUT: what was wished against what the service now shows. Pure.
/// </summary>
/// <remarks>
/// A value that was asked for and came out as another one (names are said to lose their periods) is <see cref="Altered"/>.
/// Everything else that is not as wished is <see cref="Wrong"/>: a value nobody asked to touch is gone, doubled or different, or
/// what was asked did not take at all. Lists and tags that are there beyond the wish are nobody's loss: automations of the
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
    /// <param name="wished">The contact as merged.</param>
    /// <param name="shown">What the service shows: the PUT's answer, or a re-read.</param>
    /// <param name="full">
    /// True for a re-read with all sub-resources: a member it lacks is gone. False for an answer, which may leave
    /// sub-resources out: a member it lacks says nothing.
    /// </param>
    public static ContactVerification Of(JsonObject before, JsonObject wished, JsonObject shown, bool full)
    {
        IReadOnlyDictionary<string, ContactFacet> was = ContactFacets.Of(before);
        IReadOnlyDictionary<string, ContactFacet> expected = ContactFacets.Of(wished);
        IReadOnlyDictionary<string, ContactFacet> actual = ContactFacets.Of(shown);
        List<string> altered = [];
        List<string> wrong = [];
        if (shown.Text(ContactMembers.DeletedAt) is not null)
        {
            wrong.Add("the contact is deleted");
        }

        foreach (ContactFacet wish in expected.Values)
        {
            if (!full && !Says(shown, wish.Member))
            {
                continue;
            }

            actual.TryGetValue(wish.Path, out ContactFacet? found);
            if (found is not null && Same(wish, found))
            {
                continue;
            }

            was.TryGetValue(wish.Path, out ContactFacet? old);
            bool asked = old is null || !Same(old, wish);
            bool tookAnotherForm = asked && found is { Values.Count: 1 } && wish.Values.Count == 1 && (old is null || !Same(old, found));
            (tookAnotherForm ? altered : wrong).Add(
                found is null
                    ? $"{wish.Path} should be '{wish.Shown}' and is not there"
                    : $"{wish.Path} should be '{wish.Shown}' and is '{found.Shown}'");
        }

        // What belongs to a contact's first address beside the address itself is the service's to say.
        bool isFirstAddress = before.Object(ContactMembers.EmailAddress) is null;
        foreach (ContactFacet found in actual.Values.Where(f => !expected.ContainsKey(f.Path) && !(isFirstAddress && f.Member == ContactMembers.EmailAddress)))
        {
            bool didNotGo = was.ContainsKey(found.Path);
            if (didNotGo || (full && found.Member is not (ContactMembers.ListMemberships or ContactMembers.Taggings)))
            {
                wrong.Add(didNotGo
                    ? $"{found.Path} was to be removed and is still there"
                    : $"{found.Path} is '{found.Shown}' and should not be there");
            }
        }

        return new ContactVerification(altered, wrong);
    }

    /// <summary>What was wished and is not there, or is otherwise: paths. Empty where everything that was sent is there, whatever there is besides.</summary>
    public static IReadOnlyList<string> Missing(JsonObject wished, JsonObject shown)
    {
        IReadOnlyDictionary<string, ContactFacet> actual = ContactFacets.Of(shown);
        return [.. ContactFacets.Of(wished).Values
            .Where(wish => !actual.TryGetValue(wish.Path, out ContactFacet? found) || !Same(wish, found))
            .Select(static wish => wish.Path)];
    }

    /// <summary>
    /// The members that tell when and how the contact agreed to mail, and when it was created, do not move by an update that
    /// asks for no permission. Where they did, the contact was deleted, unsubscribed or signed up anew between the look-up
    /// and the update, and the update has undone that.
    /// </summary>
    /// <param name="before">The contact as it was read.</param>
    /// <param name="shown">The answer to the PUT.</param>
    /// <param name="stampCounts">
    /// True where this service is known to leave <c>email_address.updated_at</c> alone in a PUT that changes nothing of the
    /// address: then that stamp tells the same.
    /// </param>
    public static IReadOnlyList<string> ConsentMoved(JsonObject before, JsonObject shown, bool stampCounts)
    {
        JsonObject was = before.Object(ContactMembers.EmailAddress) ?? [];
        JsonObject now = shown.Object(ContactMembers.EmailAddress) ?? [];
        List<string> moved = [];
        Compare(before, shown, ContactMembers.CreatedAt, string.Empty);
        foreach (string member in ContactMembers.OptIn.Append(ContactMembers.CreatedAt))
        {
            Compare(was, now, member, $"{ContactMembers.EmailAddress}.");
        }

        if (stampCounts)
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

    /// <summary>Null where one of the two does not tell; else whether <c>email_address.updated_at</c> is what it was.</summary>
    public static bool? StampStayed(JsonObject before, JsonObject shown) =>
        before.Object(ContactMembers.EmailAddress)?.Text(ContactMembers.UpdatedAt) is { } was &&
        shown.Object(ContactMembers.EmailAddress)?.Text(ContactMembers.UpdatedAt) is { } now
            ? SameMoment(was, now)
            : null;

    /// <summary>One moment may be written in two ways, with and without fractions of a second.</summary>
    private static bool SameMoment(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal) ||
        (DateTimeOffset.TryParse(one, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset left) &&
         DateTimeOffset.TryParse(other, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset right) &&
         (left - right).Duration() < TimeSpan.FromSeconds(1));

    /// <summary>
    /// The members that tell of an opt-out must not move when an unsubscribed contact is updated: whether the service stamps
    /// them anew on every PUT is not known.
    /// </summary>
    public static IReadOnlyList<string> OptOutMoved(JsonObject before, JsonObject shown)
    {
        JsonObject was = before.Object(ContactMembers.EmailAddress) ?? [];
        JsonObject now = shown.Object(ContactMembers.EmailAddress) ?? [];
        return [.. ContactMembers.OptOut.Append(ContactMembers.PermissionToSend)
            .Where(m => !string.Equals(was.Text(m) ?? string.Empty, now.Text(m) ?? string.Empty, StringComparison.Ordinal))
            .Select(m => $"{ContactMembers.EmailAddress}.{m} was '{was.Text(m)}' and is '{now.Text(m)}'")];
    }

    /// <summary>Core members are always answered, so an absent one is null; anything else may have been left out.</summary>
    private static bool Says(JsonObject shown, string member) =>
        ContactMembers.Core.Contains(member, StringComparer.Ordinal) || shown.ContainsKey(member);

    private static bool Same(ContactFacet wish, ContactFacet found) => wish switch
    {
        // The service treats addresses as lower case.
        { Member: ContactMembers.EmailAddress, Part: ContactMembers.Address } =>
            wish.Values.SequenceEqual(found.Values, StringComparer.OrdinalIgnoreCase),
        { Member: ContactMembers.Notes, Part: null } =>
            wish.Values.Count == found.Values.Count &&
            !wish.Values.Where(t => t != ContactFacets.NewNote).Except(found.Values, StringComparer.Ordinal).Any(),
        _ => wish.Values.SequenceEqual(found.Values, StringComparer.Ordinal),
    };
}
