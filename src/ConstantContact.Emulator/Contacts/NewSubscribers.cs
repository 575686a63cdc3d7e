using System;

namespace ConstantContact.Emulator.Contacts;

/// <summary>A subscriber is new for 30 days, as the guide to exports says.</summary>
internal static class NewSubscribers
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(30);

    internal static bool Holds(StoredContact row, DateTimeOffset now) => row.CreatedAt >= now - Period;
}
