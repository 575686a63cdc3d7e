using System;
using System.Collections.Generic;

namespace ConstantContact.Emulator.OAuth;

/// <summary>Counts the token requests of each client within the last second.</summary>
internal sealed class TokenRate
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _recent = new(StringComparer.Ordinal);

    /// <summary>Counts the request and returns true, unless it exceeds the limit. A limit of 0: no limit.</summary>
    internal bool Allows(string client, int limit, DateTimeOffset now)
    {
        if (limit <= 0)
        {
            return true;
        }

        if (!_recent.TryGetValue(client, out var recent))
        {
            _recent.Add(client, recent = new Queue<DateTimeOffset>());
        }

        while (recent.TryPeek(out var oldest) && oldest <= now - TimeSpan.FromSeconds(1))
        {
            recent.Dequeue();
        }

        if (recent.Count >= limit)
        {
            return false;
        }

        recent.Enqueue(now);
        return true;
    }

    internal void Reset() => _recent.Clear();
}
