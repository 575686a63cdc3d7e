using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Limits;

/// <summary>
/// Requests per second and per UTC day, counted per client id: all tokens of one application share them.
/// A refused request is not counted (our choice; unknown), every answered one is, errors included.
/// </summary>
internal sealed class Allowance(EmulatorOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);

    internal Verdict Charge(string clientId)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (!_clients.TryGetValue(clientId, out var client))
            {
                _clients.Add(clientId, client = new Client());
            }

            var day = DateOnly.FromDateTime(now.UtcDateTime);
            if (client.Day != day)
            {
                client.Day = day;
                client.Used = 0;
            }

            // The day first: once it is used up, waiting a second does not help, and the answer says so.
            if (options.Quota > 0 && client.Used >= options.Quota)
            {
                return Verdict.QuotaExceeded;
            }

            if (options.Rate > 0)
            {
                var since =
                    options.Window == RateWindow.Sliding
                        ? now.UtcTicks - TimeSpan.TicksPerSecond
                        : now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond) - 1;
                while (client.Recent.TryPeek(out var oldest) && oldest <= since)
                {
                    client.Recent.Dequeue();
                }

                if (client.Recent.Count >= options.Rate)
                {
                    return Verdict.Throttled;
                }

                client.Recent.Enqueue(now.UtcTicks);
            }

            client.Used++;
            return Verdict.Granted;
        }
    }

    /// <summary>Requests of the present UTC day by client id.</summary>
    internal IReadOnlyDictionary<string, int> Used()
    {
        lock (_gate)
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            return _clients.ToDictionary(
                c => c.Key,
                c => c.Value.Day == today ? c.Value.Used : 0,
                StringComparer.Ordinal
            );
        }
    }

    internal void Reset()
    {
        lock (_gate)
        {
            _clients.Clear();
        }
    }

    private sealed class Client
    {
        internal Queue<long> Recent { get; } = new();

        internal DateOnly Day { get; set; }

        internal int Used { get; set; }
    }
}
