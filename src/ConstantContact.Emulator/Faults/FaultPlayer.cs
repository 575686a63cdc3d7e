using System;
using System.Globalization;
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

    /// <summary>The answer of a fault that is no more than an answer; null for the others.</summary>
    internal static ApiAnswer? AnswerOf(FaultRule fault, HttpContext context) => fault.Fault switch
    {
        FaultKind.Throttle => ApiProblem.Throttled().ToAnswer(),
        FaultKind.Quota => ApiProblem.QuotaExceeded().ToAnswer(),
        FaultKind.QueueFull => ApiProblem.QueueFull().ToAnswer(),
        FaultKind.Unauthorized => ApiProblem.Unauthorized().ToAnswer(),
        FaultKind.Status500 => ApiProblem.Resource(500, "contacts.api.internal_error", "Internal server error").ToAnswer(),
        FaultKind.Status503 => ApiProblem.Resource(503, "contacts.api.unavailable", "Service unavailable").ToAnswer(),

        // These two come from a proxy in front, which knows no JSON.
        FaultKind.Status502 => ApiAnswer.Text(502, "<html><body><h1>502 Bad Gateway</h1></body></html>"u8.ToArray(), "text/html"),
        FaultKind.Status504 => ApiAnswer.Text(504, "<html><body><h1>504 Gateway Time-out</h1></body></html>"u8.ToArray(), "text/html"),
        FaultKind.Html => ApiAnswer.Text(200, "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to this network.</body></html>"u8.ToArray(), "text/html; charset=utf-8"),
        FaultKind.Redirect => ApiAnswer.Empty(302).WithHeader("Location", fault.Location ?? $"{OtherHost}{context.Request.Path}{context.Request.QueryString}"),
        _ => null,
    };

    /// <summary>Changes an answer that was really given, for the faults that do no more than that.</summary>
    internal static ApiAnswer Distort(FaultRule fault, ApiAnswer answer) => fault.Fault switch
    {
        FaultKind.InvalidJson => ApiAnswer.Text(answer.Status, "{\"contacts\": [ {\"first_name\": \"A\", } }"u8.ToArray(), "application/json"),
        FaultKind.OtherHostLink => answer.WithBody(WithOtherHost(answer.Body, fault.Location ?? OtherHost)),
        _ => answer,
    };

    /// <summary>Announces the whole answer, sends half of it, and breaks the connection.</summary>
    internal static async Task SendHalfAsync(HttpContext context, ApiAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = Math.Max(answer.Body.Length, 2);
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
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

    private static byte[] WithOtherHost(byte[] body, string host)
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

        if (parsed is not JsonObject map)
        {
            return body;
        }

        var path = map.Object("_links").Object("next").Text("href")
            ?? string.Create(CultureInfo.InvariantCulture, $"/v3/contacts?cursor={Convert.ToBase64String(Encoding.ASCII.GetBytes("limit=50&next=00000000-0000-1000-8000-000000000000"))}");
        map["_links"] = new JsonObject { ["next"] = new JsonObject { ["href"] = host.TrimEnd('/') + path } };
        return JsonText.Write(map);
    }
}
