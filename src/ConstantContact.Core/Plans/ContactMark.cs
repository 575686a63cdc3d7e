using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Plans;

/// <summary>
/// By what a plan knows again whether a contact is as it was read: a short hash of each member that has a value. What
/// counts of a contact is what <see cref="ContactFacets"/> says, and whether it is deleted; stamps do not.
/// </summary>
/// <param name="Members">From member to the hash of what it says.</param>
internal sealed record ContactMark(IReadOnlyDictionary<string, string> Members)
{
    internal const string Deleted = "deleted";

    private const int MemberBytes = 6;

    /// <summary>Over all members.</summary>
    public string Hash { get; } =
        Text(Members.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => $"{m.Key}={m.Value}"), 16);

    public static ContactMark Of(JsonObject contact)
    {
        var members = ContactFacets
            .Of(contact)
            .Values.GroupBy(static f => f.Member, StringComparer.Ordinal)
            .ToDictionary(
                static g => g.Key,
                static g =>
                    Text(
                        g.OrderBy(static f => f.Path, StringComparer.Ordinal)
                            .SelectMany(static f => f.Values.Prepend(f.Path)),
                        MemberBytes
                    ),
                StringComparer.Ordinal
            );
        if (contact.Text(ContactMembers.DeletedAt) is not null)
        {
            members[Deleted] = "yes";
        }

        return new ContactMark(members);
    }

    /// <summary>The members that are not the same in both.</summary>
    public IReadOnlyList<string> DifferenceTo(ContactMark other) =>
        [
            .. Members
                .Keys.Union(other.Members.Keys, StringComparer.Ordinal)
                .Where(m =>
                    !Members.TryGetValue(m, out var one) || !other.Members.TryGetValue(m, out var two) || one != two
                )
                .OrderBy(static m => m, StringComparer.Ordinal),
        ];

    private static string Text(IEnumerable<string> parts, int bytes)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(
            Encoding.UTF8.GetBytes(string.Join("\0", parts.Select(static p => p.Replace("\0", "\u0001\u0001"))))
        );
        return BitConverter.ToString(hash, 0, bytes).Replace("-", "").ToLowerInvariant();
    }
}
