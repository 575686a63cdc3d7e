using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Activities;

/// <summary>How an activity ended: its counters, and what it has to say about rows.</summary>
internal sealed record ActivityOutcome(JsonObject Status, IReadOnlyList<string> Errors, string State = "completed");
