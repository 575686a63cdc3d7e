using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Faults;

/// <summary>The faults in force.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _rules = [];

    internal FaultPlan() { }

    /// <summary>Arms a fault.</summary>
    /// <exception cref="ArgumentException">No such fault, or a pattern that is none.</exception>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!FaultKind.All.Contains(rule.Fault, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"There is no fault '{rule.Fault}'. Known: {string.Join(", ", FaultKind.All)}.",
                nameof(rule)
            );
        }

        var armed = new Armed(rule, new RequestPattern(rule.Match));
        lock (_gate)
        {
            _rules.Add(armed);
        }
    }

    public void Add(string match, string fault, int after = 0, int times = 1) =>
        Add(
            new FaultRule
            {
                Match = match,
                Fault = fault,
                After = after,
                Times = times,
            }
        );

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>Counts the request for every rule it matches and answers those that play now.</summary>
    internal IReadOnlyList<FaultRule> Take(string method, string path, string query)
    {
        lock (_gate)
        {
            List<FaultRule>? playing = null;
            foreach (var armed in _rules)
            {
                if (!armed.Pattern.Matches(method, path, query))
                {
                    continue;
                }

                armed.Seen++;
                if (armed.Seen > armed.Rule.After && (armed.Rule.Times == 0 || armed.Played < armed.Rule.Times))
                {
                    armed.Played++;
                    (playing ??= []).Add(armed.Rule);
                }
            }

            return playing ?? (IReadOnlyList<FaultRule>)[];
        }
    }

    internal JsonArray ToJson()
    {
        lock (_gate)
        {
            return new JsonArray([
                .. _rules.Select(a =>
                    (JsonNode?)
                        new JsonObject
                        {
                            ["match"] = a.Rule.Match,
                            ["fault"] = a.Rule.Fault,
                            ["after"] = a.Rule.After,
                            ["times"] = a.Rule.Times,
                            ["ms"] = a.Rule.Milliseconds,
                            ["location"] = a.Rule.Location,
                            ["seen"] = a.Seen,
                            ["played"] = a.Played,
                        }
                ),
            ]);
        }
    }

    /// <exception cref="FormatException">Not the shape of a rule.</exception>
    internal static FaultRule Parse(JsonNode? node)
    {
        if (node is not JsonObject map || map.Text("match") is not { } match || map.Text("fault") is not { } fault)
        {
            throw new FormatException("A fault is an object with at least 'match' and 'fault'.");
        }

        return new FaultRule
        {
            Match = match,
            Fault = fault,
            After = Number("after", 0),
            Times = Number("times", 1),
            Milliseconds = Number("ms", 0),
            Location = map.Text("location"),
        };

        int Number(string name, int fallback) =>
            map.Text(name) switch
            {
                null => fallback,
                var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                    number,
                _ => throw new FormatException($"'{name}' of a fault is a number of 0 or more."),
            };
    }

    private sealed record Armed(FaultRule Rule, RequestPattern Pattern)
    {
        internal int Seen { get; set; }

        internal int Played { get; set; }
    }
}
