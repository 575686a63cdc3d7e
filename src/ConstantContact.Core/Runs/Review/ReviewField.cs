using System.Text;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Runs.Review;

/// <summary>
/// A change in the words of people who do not know the API: "Phone (home)" for <c>phone_numbers[home].phone_number</c>.
/// </summary>
/// <param name="Name">What the page counts and filters by.</param>
/// <param name="Part">Which part of it; null where the name says it all.</param>
/// <param name="Old">Null: added.</param>
/// <param name="New">Null: removed.</param>
internal sealed record ReviewField(string Name, string? Part, string? Old, string? New)
{
    /// <summary>
    /// The changes of one contact. That a phone or an address is there at all goes without saying beside its parts.
    /// </summary>
    public static ReviewField[] Of(IReadOnlyList<ContactChange> changes) =>
        [
            .. changes
                .Where(c =>
                    !(
                        IsPresence(c)
                        && changes.Any(other =>
                            other.Member == c.Member && other.Key == c.Key && other.Part is not null
                        )
                    )
                )
                .Select(Of),
        ];

    /// <summary><c>first_name</c> and <c>FirstName</c> are "First name".</summary>
    internal static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            var begins = words.Length == 0;
            if (char.IsUpper(c) && !begins)
            {
                words.Append(' ').Append(char.ToLowerInvariant(c));
            }
            else
            {
                words.Append(
                    c == '_' ? ' '
                    : begins ? char.ToUpperInvariant(c)
                    : c
                );
            }
        }

        return words.ToString();
    }

    private static ReviewField Of(ContactChange change)
    {
        var part = change.Part is null ? null : Words(change.Part).ToLowerInvariant();
        return change switch
        {
            { Member: ContactMembers.ListMemberships, Key: not null } => Entry("Lists", change),
            { Member: ContactMembers.Taggings, Key: not null } => Entry("Tags", change),
            { Member: ContactMembers.Notes, Key: not null } => Entry("Notes", change),
            _ when IsPresence(change) => Entry(
                change.Member == ContactMembers.PhoneNumbers ? "Phones" : "Addresses",
                change
            ),
            { Member: ContactMembers.CustomFields, Key: not null } => With(change.Key, part),
            { Member: ContactMembers.PhoneNumbers, Key: not null } => With(
                $"Phone ({change.Key})",
                change.Part == ContactMembers.PhoneNumber ? null : part
            ),
            { Member: ContactMembers.StreetAddresses, Key: not null } => With($"Address ({change.Key})", part),
            { Member: ContactMembers.EmailAddress, Part: ContactMembers.Address } => With("Email address", null),
            { Member: ContactMembers.EmailAddress, Part: not null } => With(Words(change.Part), null),
            { Key: not null } => With($"{Words(change.Member)} ({change.Key})", part),
            _ => With(Words(change.Member), part),
        };

        ReviewField With(string name, string? of) => new(name, of, change.Old, change.New);
    }

    private static bool IsPresence(ContactChange change) =>
        change is { Member: ContactMembers.PhoneNumbers or ContactMembers.StreetAddresses, Key: not null, Part: null }
        && (change.New ?? change.Old) == ContactFacets.Present;

    /// <summary>A list, a tag or a note has no value of its own: it is there or it is not.</summary>
    private static ReviewField Entry(string name, ContactChange change) =>
        new(name, null, change.Old is null ? null : change.Key, change.New is null ? null : change.Key);
}
