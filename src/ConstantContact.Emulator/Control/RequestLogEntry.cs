using System;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;

namespace ConstantContact.Emulator.Control;

/// <summary>One request to the API, as it came and as it was answered.</summary>
public sealed record RequestLogEntry
{
    /// <summary>Counts from 1 since the start or the last reset.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it arrived, by the emulator's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Method { get; init; }

    /// <summary>Decoded path, with /v3.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>Status answered; 0 where a fault kept the answer back.</summary>
    public required int Status { get; init; }

    /// <summary>The body that was sent, as text.</summary>
    public required string Body { get; init; }

    /// <summary>Whether the account's data changed, or a job that will change it was queued.</summary>
    public required bool Wrote { get; init; }

    /// <summary>The fault that was played, if any.</summary>
    public string? Fault { get; init; }

    /// <summary>The client id it was counted for; null when it was refused before.</summary>
    public string? Client { get; init; }

    /// <summary>How many times it wrote a contact, the job that it queued included as far as that has run.</summary>
    public int ContactsWritten => Effects?.Count ?? 0;

    /// <summary>Its effect on contacts; null if it did not get that far.</summary>
    internal ContactEffects? Effects { get; init; }

    /// <summary>The entry with what the first contacts it wrote were before and after.</summary>
    internal JsonObject ToDetailedJson()
    {
        var entry = ToJson();
        entry["effects"] = new JsonArray([
            .. (Effects?.First ?? []).Select(e =>
                (JsonNode?)
                    new JsonObject
                    {
                        ["contact_id"] = e.After.Id.ToString(),
                        ["before"] = e.Before?.ToJson(),
                        ["after"] = e.After.ToJson(),
                    }
            ),
        ]);
        return entry;
    }

    internal JsonObject ToJson() =>
        new()
        {
            ["sequence"] = Sequence,
            ["time"] = Time.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["method"] = Method,
            ["path"] = Path,
            ["query"] = Query,
            ["status"] = Status,
            ["body"] = Body,
            ["wrote"] = Wrote,
            ["fault"] = Fault,
            ["client"] = Client,
            ["contacts_written"] = ContactsWritten,
        };
}
