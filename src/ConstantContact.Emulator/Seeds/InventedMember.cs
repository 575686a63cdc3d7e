using System;
using System.Globalization;

namespace ConstantContact.Emulator.Seeds;

/// <summary>
/// The rules by which the number of an invented member decides what it is: its address, its dates, its permissions, and
/// its lists and tags.
/// </summary>
internal static class InventedMember
{
    internal const int ContactKind = 4;

    // No contact is on the last list or has the last tag: those are the empty ones.
    private static readonly int JoinedLists = InventedSeed.ListNames.Length - 1;
    private static readonly int UsedTags = InventedSeed.TagNames.Length - 1;

    // Shared by all that have the same, so that a walk through a million contacts makes no arrays.
    private static readonly Guid[][] ListSets = Sets(1, JoinedLists, i => 1 + (i % 3));
    private static readonly Guid[][] TagSets = Sets(2, UsedTags, i => i % 3);

    internal static DateTimeOffset CreatedAt(int i) => InventedSeed.Beginning.AddMinutes(i % 500_000);

    // Absent until somebody changed the contact.
    internal static bool WasUpdated(int i) => i % 6 == 0;

    internal static DateTimeOffset UpdatedAt(int i) => WasUpdated(i) ? CreatedAt(i).AddDays(30) : CreatedAt(i);

    internal static DateTimeOffset OptedOutAt(int i) => CreatedAt(i).AddDays(45);

    internal static bool IsDeleted(int i) => i % 25 == 24;

    internal static bool IsSmsOnly(int i) => i % 40 == 39;

    internal static bool HasSms(int i) => i % 10 == 3 || IsSmsOnly(i);

    internal static string SmsNumber(int i) => $"555{(i % 10_000_000).ToString("D7", CultureInfo.InvariantCulture)}";

    internal static string SmsPermission(int i) => i % 20 == 13 ? "unsubscribed" : "explicit";

    internal static string Source(int i) => i % 9 == 0 ? "Contact" : "Account";

    internal static string Permission(int i) =>
        (i % 20) switch
        {
            < 10 => "implicit",
            < 15 => "explicit",
            15 or 16 => "unsubscribed",
            17 => "pending_confirmation",
            18 => "temp_hold",
            _ => "not_set",
        };

    internal static string Address(int i) =>
        (i % 15) switch
        {
            4 => $"member+news{i.ToString(CultureInfo.InvariantCulture)}@example.com",
            5 => $"Member.{i.ToString(CultureInfo.InvariantCulture)}@Example.com",
            _ => $"member{i.ToString(CultureInfo.InvariantCulture)}@example.com",
        };

    internal static Guid[] Lists(int i) => IsDeleted(i) ? [] : ListSets[i % ListSets.Length];

    internal static Guid[] Tags(int i) => TagSets[i % TagSets.Length];

    private static Guid[][] Sets(int kind, int kinds, Func<int, int> size)
    {
        var sets = new Guid[kinds * 3][];
        for (var at = 0; at < sets.Length; at++)
        {
            sets[at] = new Guid[size(at)];
            for (var n = 0; n < sets[at].Length; n++)
            {
                sets[at][n] = InventedSeed.Id(kind, (at + n) % kinds);
            }
        }

        return sets;
    }
}
