using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Persistence;

/// <summary>
/// The options that decide what becomes of the data, as they were at one time: the switches, and how long activities
/// take.
/// </summary>
internal sealed class ChosenOptions(EmulatorOptions options)
{
    private readonly Dictionary<string, string> _switches = new(
        options.Switches.ToDictionary(),
        StringComparer.Ordinal
    );
    private readonly TimeSpan _activityDuration = options.ActivityDuration;

    internal static JsonObject ToJson(EmulatorOptions options) =>
        new()
        {
            ["activity_duration"] = options.ActivityDuration.Ticks,
            ["switches"] = new JsonObject(
                options
                    .Switches.ToDictionary()
                    .Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value)))
            ),
        };

    internal static void Apply(EmulatorOptions options, JsonObject written)
    {
        options.ActivityDuration = TimeSpan.FromTicks(
            long.Parse(written.Text("activity_duration")!, System.Globalization.CultureInfo.InvariantCulture)
        );
        options.Switches.Apply(
            written.Object("switches")!.Select(s => KeyValuePair.Create(s.Key, JsonAccess.ScalarText(s.Value)!))
        );
    }

    internal void Apply(EmulatorOptions to)
    {
        to.ActivityDuration = _activityDuration;
        to.Switches.Apply(_switches);
    }
}
