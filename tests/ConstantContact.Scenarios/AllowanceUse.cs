using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConstantContact.Emulator.Control;

namespace ConstantContact.Scenarios;

/// <summary>What the log of an emulator says of how an allowance was used.</summary>
internal static class AllowanceUse
{
    /// <summary>
    /// The share that was used, and of each throttled request when it came and by how much it was too early.
    /// </summary>
    public static void Report(IReadOnlyList<RequestLogEntry> log, int rate)
    {
        RequestLogEntry[] inOrder = [.. log.OrderBy(e => e.Time)];
        DateTimeOffset first = inOrder[0].Time;
        int throttled = inOrder.Count(e => e.Status == 429);
        double seconds = (inOrder[^1].Time - first).TotalSeconds;
        double longest = inOrder.Zip(inOrder.Skip(1), (a, b) => (b.Time - a.Time).TotalSeconds).Max();
        Write(
            $"{inOrder.Length} requests in {seconds:F2} s: {(inOrder.Length - 1) / seconds / rate:P1} of {rate}/s; throttled {throttled} ({(double)throttled / inOrder.Length:P2}); longest silence {longest:F2} s"
        );

        List<DateTimeOffset> counted = [];
        foreach (RequestLogEntry entry in inOrder)
        {
            if (entry.Status == 429)
            {
                double early =
                    counted.Count < rate ? double.NaN : 1000 - (entry.Time - counted[^rate]).TotalMilliseconds;
                Write(
                    $"  throttled {(entry.Time - first).TotalSeconds:F3} s after the first, {early:F1} ms too early for a sliding second"
                );
            }
            else
            {
                counted.Add(entry.Time);
            }
        }
    }

    private static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
