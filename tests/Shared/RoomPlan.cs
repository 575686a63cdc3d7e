using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ConstantContact.Tests.Shared;

/// <summary>
/// A table of rooms, from the ground up, with the rooms that each may use (../shared/design.md, section 3).
/// </summary>
internal static class RoomPlan
{
    /// <summary>Every room uses rooms only that stand before it in the table, or the ground.</summary>
    internal static void AssertNoArrowUp(IEnumerable<(string Room, string Uses)> plan, params string[] ground)
    {
        HashSet<string> below = new(ground, StringComparer.Ordinal);
        foreach (var (room, uses) in plan)
        {
            AssertNone(
                uses.Split(' ')
                    .Where(used => used.Length > 0 && !below.Contains(used))
                    .Select(used => $"{room} -> {used}")
            );
            below.Add(room);
        }
    }

    /// <summary>Fails with everything that was found, in full.</summary>
    internal static void AssertNone(IEnumerable<string> found)
    {
        var lines = string.Join(Environment.NewLine, found.Distinct().OrderBy(line => line, StringComparer.Ordinal));
        Assert.True(lines.Length == 0, lines);
    }
}
