using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Persistence;

/// <summary>
/// One change of the account: not what became of the data but what was asked for, and when. Handlers depend on nothing
/// but the account, the instant and the request, so the same entries lead to the same account; that is also why a job
/// which was queued and had not run yet when the process died is queued again.
/// </summary>
internal sealed record JournalEntry
{
    internal const string Request = "request";
    internal const string Contact = "contact";
    internal const string State = "state";
    internal const string Reset = "reset";
    internal const string Complete = "complete";
    internal const string Clock = "clock";
    internal const string Options = "options";

    private const byte HeadEnd = (byte)'\n';

    internal required string Kind { get; init; }

    /// <summary>The instant of the change by the emulator's clock.</summary>
    internal DateTimeOffset Time { get; init; }

    /// <summary>Facts that the kind needs besides a body.</summary>
    internal JsonObject Facts { get; init; } = [];

    internal ReadOnlyMemory<byte> Body { get; init; }

    internal static JournalEntry Of(string kind, JsonNode? body = null) =>
        new() { Kind = kind, Body = body is null ? default : JsonText.Write(body) };

    internal static JournalEntry OfRequest(ApiCall call, string? activityFault, ApiAnswer answer) =>
        new()
        {
            Kind = Request,
            Body = call.Body,
            Facts = new JsonObject
            {
                ["method"] = call.Method,
                ["path"] = call.Path,
                ["query"] = call.Query.Write(),
                ["content_type"] = call.ContentType,
                ["accept"] = call.Accept,
                ["fault"] = activityFault,
                ["answer"] = Mark(answer),
            },
        };

    /// <summary>Tells whether a replayed request got its first answer again.</summary>
    internal static string Mark(ApiAnswer answer) =>
        answer.Status.ToString(CultureInfo.InvariantCulture)
        + " "
        + Convert.ToHexString(SHA256.HashData(answer.Body).AsSpan(0, 8));

    internal ApiCall ToCall() =>
        new()
        {
            Method = Facts.Text("method")!,
            Path = Facts.Text("path")!,
            Query = QueryParameters.Read(Facts.Text("query")!),
            ContentType = Facts.Text("content_type"),
            Accept = Facts.Text("accept")!,
            Body = Body,
        };

    internal byte[] ToBytes()
    {
        var head = JsonText.Write(
            new JsonObject
            {
                ["kind"] = Kind,
                ["time"] = Time.UtcTicks,
                ["facts"] = Facts.DeepClone(),
            }
        );
        var bytes = new byte[head.Length + 1 + Body.Length];
        head.CopyTo(bytes, 0);
        bytes[head.Length] = HeadEnd;
        Body.CopyTo(bytes.AsMemory(head.Length + 1));
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are none that <see cref="ToBytes"/> gives.</exception>
    internal static JournalEntry From(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf(HeadEnd);
        if (
            end < 0
            || JsonText.Parse(bytes[..end]) is not JsonObject head
            || head.Text("kind") is not { } kind
            || !long.TryParse(head.Text("time"), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        )
        {
            throw new InvalidDataException("An entry of the journal has no head.");
        }

        return new JournalEntry
        {
            Kind = kind,
            Time = new DateTimeOffset(ticks, TimeSpan.Zero),
            Facts = head.Object("facts")?.DeepClone().AsObject() ?? [],
            Body = bytes[(end + 1)..],
        };
    }
}
