using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace ConstantContact.ProbeCmdlets;

/// <summary>What probes did, by the name that a test gave them; read through the engine.</summary>
public static class ProbeLog
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Entries = new(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Of(string name) =>
        Entries.TryGetValue(name, out ConcurrentQueue<string>? log) ? log : [];

    internal static void Add(string name, string entry) => Entries.GetOrAdd(name, static _ => new()).Enqueue(entry);
}
