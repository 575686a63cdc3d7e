using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Faults;

/// <summary>Makes a fault happen on the wire.</summary>
internal static class FaultPlayer
{
    private const string OtherHost = "https://other.example.com";
    private const int BlockLength = 64 * 1024;
    private const int BombMegabytes = 256;

    // Packed once, when somebody asks for it: a few hundred milliseconds and as many kilobytes.
    private static readonly Lazy<byte[]> Bomb = new(MakeBomb);

    /// <summary>The answer of a fault that is no more than an answer; null for the others.</summary>
    internal static ApiAnswer? AnswerOf(FaultRule fault, HttpContext context) =>
        fault.Fault switch
        {
            FaultKind.Throttle => ApiProblem.Throttled().ToAnswer(),
            FaultKind.Quota => ApiProblem.QuotaExceeded().ToAnswer(),
            FaultKind.QueueFull => ApiProblem.QueueFull().ToAnswer(),
            FaultKind.Unauthorized => ApiProblem.Unauthorized().ToAnswer(),
            FaultKind.Status500 => ApiProblem
                .Resource(500, "contacts.api.internal_error", "Internal server error")
                .ToAnswer(),
            FaultKind.Status503 => ApiProblem
                .Resource(503, "contacts.api.unavailable", "Service unavailable")
                .ToAnswer(),

            // These two come from a proxy in front, which knows no JSON.
            FaultKind.Status502 => ApiAnswer.Text(
                502,
                "<html><body><h1>502 Bad Gateway</h1></body></html>"u8.ToArray(),
                "text/html"
            ),
            FaultKind.Status504 => ApiAnswer.Text(
                504,
                "<html><body><h1>504 Gateway Time-out</h1></body></html>"u8.ToArray(),
                "text/html"
            ),
            FaultKind.Html => ApiAnswer.Text(
                200,
                "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to this network.</body></html>"u8.ToArray(),
                "text/html; charset=utf-8"
            ),
            FaultKind.CursorExpired => ApiProblem.Validation("cursor has expired").ToAnswer(),
            FaultKind.GzipBomb => ApiAnswer
                .Text(200, Bomb.Value, "application/json")
                .WithHeader("Content-Encoding", "gzip"),
            FaultKind.Redirect => ApiAnswer
                .Empty(302)
                .WithHeader(
                    "Location",
                    fault.Location ?? $"{OtherHost}{context.Request.Path}{context.Request.QueryString}"
                ),
            _ => null,
        };

    /// <summary>Changes an answer that was really given, for the faults that do no more than that.</summary>
    internal static ApiAnswer Distort(FaultRule fault, ApiCall call, ApiAnswer answer) =>
        fault.Fault switch
        {
            FaultKind.WrongContentType => ApiAnswer.Text(answer.Status, answer.Body, "text/plain; charset=utf-8"),
            FaultKind.StaleLink => answer.WithBody(WithStaleLink(answer.Body, call)),
            FaultKind.InvalidJson => ApiAnswer.Text(
                answer.Status,
                "{\"contacts\": [ {\"first_name\": \"A\", } }"u8.ToArray(),
                "application/json"
            ),
            FaultKind.OtherHostLink => answer.WithBody(WithOtherHost(answer.Body, fault.Location ?? OtherHost)),
            _ => answer,
        };

    /// <summary>
    /// Announces the whole answer, sends half of it, and ends: the server closes the connection behind it. An abort
    /// would take the half with it where the client had not read it yet.
    /// </summary>
    internal static async Task SendHalfAsync(HttpContext context, ApiAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = Math.Max(answer.Body.Length, 2);
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The whole answer, sixteen bytes at a time.</summary>
    internal static async Task SendSlowlyAsync(
        HttpContext context,
        FaultRule fault,
        ApiAnswer answer,
        TimeProvider time,
        CancellationToken stop
    )
    {
        const int Drop = 16;
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        for (var at = 0; at < answer.Body.Length; at += Drop)
        {
            await context.Response.Body.WriteAsync(
                answer.Body.AsMemory(at, Math.Min(Drop, answer.Body.Length - at)),
                stop
            );
            await context.Response.Body.FlushAsync(stop);
            await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), time, stop);
        }
    }

    /// <summary>Valid JSON as far as it goes, and it goes on until the client leaves.</summary>
    internal static async Task SendHugeAsync(HttpContext context, CancellationToken stop)
    {
        context.Response.StatusCode = 200;
        context.Response.ContentType = "application/json";
        var contact = "{\"contact_id\":\"00000000-0000-1000-8000-000000000000\",\"first_name\":\"Huge\"},"u8;
        var block = new byte[BlockLength / contact.Length * contact.Length];
        for (var at = 0; at < block.Length; at += contact.Length)
        {
            contact.CopyTo(block.AsSpan(at));
        }

        await context.Response.Body.WriteAsync("{\"contacts\":["u8.ToArray(), stop);
        while (!stop.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(block, stop);
        }
    }

    private static byte[] MakeBomb()
    {
        var blanks = new byte[1 << 20];
        blanks.AsSpan().Fill((byte)' ');
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write("{\"contacts\":["u8);
            for (var megabyte = 0; megabyte < BombMegabytes; megabyte++)
            {
                zip.Write(blanks);
            }

            zip.Write("]}"u8);
        }

        return packed.ToArray();
    }

    private static byte[] WithOtherHost(byte[] body, string host) =>
        WithLink(
            body,
            map =>
            {
                var path =
                    map.Object("_links").Object("next").Text("href")
                    ?? string.Create(
                        CultureInfo.InvariantCulture,
                        $"/v3/contacts?cursor={Convert.ToBase64String(Encoding.ASCII.GetBytes("limit=50&next=00000000-0000-1000-8000-000000000000"))}"
                    );
                return host.TrimEnd('/') + path;
            }
        );

    /// <summary>Back to the first item of this page, wherever that page began.</summary>
    private static byte[] WithStaleLink(byte[] body, ApiCall call) =>
        WithLink(
            body,
            map =>
            {
                var first =
                    map.Select(m => m.Value).OfType<JsonArray>().FirstOrDefault()?.FirstOrDefault() as JsonObject;
                var id = first
                    ?.Where(m => m.Key.EndsWith("_id", StringComparison.Ordinal))
                    .Select(m => JsonAccess.ScalarText(m.Value))
                    .FirstOrDefault();
                return id is null ? null : $"{call.Path}?cursor={call.Query.Resolve().CursorTo(id)}";
            }
        );

    /// <summary>The answer with another link to the next page; as it was where it is none to a collection.</summary>
    private static byte[] WithLink(byte[] body, Func<JsonObject, string?> link)
    {
        JsonNode? parsed;
        try
        {
            parsed = JsonText.Parse(body);
        }
        catch (JsonException)
        {
            return body;
        }

        if (parsed is not JsonObject map || link(map) is not { } href)
        {
            return body;
        }

        map["_links"] = new JsonObject { ["next"] = new JsonObject { ["href"] = href } };
        return JsonText.Write(map);
    }
}
