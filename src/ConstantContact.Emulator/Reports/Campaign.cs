using System;
using System.Collections.Generic;
using System.Globalization;
using ConstantContact.Emulator.Seeds;

namespace ConstantContact.Emulator.Reports;

/// <summary>
/// An invented newsletter: one every Tuesday since the invented account began, the same in every account. The API calls
/// a mailing of a campaign a campaign activity.
/// </summary>
/// <param name="Number">Counted from 0.</param>
internal readonly record struct Campaign(int Number)
{
    private const int IdKind = 9;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(7);

    // Tuesday, 2 January 2024, 09:00 UTC.
    private static readonly DateTimeOffset First = InventedSeed.Beginning.AddDays(1).AddHours(9);

    internal Guid Id => InventedSeed.Id(IdKind, Number);

    internal DateTimeOffset SentAt => First + (Number * Interval);

    internal string Name => $"Newsletter of {SentAt.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}";

    /// <summary>The id of something that happened to a mailing: cursors name it.</summary>
    internal Guid EventId(int part) => InventedSeed.Id(IdKind, Number, 1 + part);

    /// <summary>The mailings after one instant and up to another, the oldest first.</summary>
    internal static IEnumerable<Campaign> Between(DateTimeOffset after, DateTimeOffset until)
    {
        var number = after < First ? 0 : (int)((after - First) / Interval) + 1;
        for (var campaign = new Campaign(number); campaign.SentAt <= until; campaign = new Campaign(++number))
        {
            yield return campaign;
        }
    }
}
