using System;
using System.Diagnostics;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Control;

/// <summary>
/// A request to the API and its answer, before a fault distorts the answer. Each one is an event of the
/// <see cref="DiagnosticListener"/> <see cref="ListenerName"/>. A subscriber that throws turns the answer into a 500.
/// </summary>
public sealed class ApiExchange
{
    public const string ListenerName = "ConstantContact.Emulator";

    private const string Event = "Exchange";
    private static readonly DiagnosticListener Listener = new(ListenerName);

    public required string Method { get; init; }

    /// <summary>Decoded path, with /v3.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, with its question mark; empty when there was none.</summary>
    public required string Query { get; init; }

    public required string UserAgent { get; init; }

    public required string? ContentType { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required int Status { get; init; }

    /// <summary>Media type of the answer; null when it has no body.</summary>
    public required string? AnswerType { get; init; }

    public required ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>The switches under which it was answered.</summary>
    public required SwitchSettings Switches { get; init; }

    internal static bool IsWatched => Listener.IsEnabled(Event);

    internal static void Publish(ApiExchange exchange) => Listener.Write(Event, exchange);
}
