using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Limits;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Control;

/// <summary>The emulator's own interface below /_emulator: no token, no allowance, not logged.</summary>
internal sealed class ControlEndpoints(EmulatorHost host)
{
    internal async Task HandleAsync(HttpContext context, PathString rest)
    {
        try
        {
            var answer = await AnswerAsync(context, rest.Value?.Trim('/') ?? "");
            await SendAsync(context, 200, answer);
        }
        catch (Exception mistake) when (mistake is JsonException or FormatException or ArgumentException or OverflowException)
        {
            await SendAsync(context, 400, JsonText.Write(new JsonObject { ["error"] = mistake.Message }));
        }
        catch (KeyNotFoundException unknown)
        {
            await SendAsync(context, 404, JsonText.Write(new JsonObject { ["error"] = unknown.Message }));
        }
    }

    private async Task<byte[]> AnswerAsync(HttpContext context, string name)
    {
        switch (context.Request.Method, name)
        {
            case ("GET", "requests"):
                return JsonText.Write(new JsonArray([.. host.Requests.Entries.Select(e => (JsonNode?)e.ToJson())]));
            case ("DELETE", "requests"):
                host.Requests.Clear();
                break;
            case ("GET", "state"):
                return host.State.GetBytes();
            case ("PUT", "state"):
                host.State.Put(await BodyAsync(context) ?? throw new FormatException("The body is empty."));
                break;
            case ("POST", "reset"):
                host.Reset();
                break;
            case ("GET", "clock"):
                return Clock();
            case ("POST", "clock"):
                host.Clock.Advance(Duration((await BodyAsync(context) as JsonObject).Text("advance"), "advance"));
                return Clock();
            case ("GET", "faults"):
                return JsonText.Write(host.Faults.ToJson());
            case ("POST", "faults"):
                var given = await BodyAsync(context);
                (given as JsonArray ?? [given?.DeepClone()]).Select(FaultPlan.Parse).ToList().ForEach(host.Faults.Add);
                return JsonText.Write(host.Faults.ToJson());
            case ("DELETE", "faults"):
                host.Faults.Clear();
                break;
            case ("GET", "options"):
                return JsonText.Write(Options());
            case ("PATCH", "options"):
                Change(await BodyAsync(context) as JsonObject ?? throw new FormatException("The options are a JSON object."));
                return JsonText.Write(Options());
            case ("GET", "counters"):
                return JsonText.Write(new JsonObject(host.Allowance.Used().Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonValue.Create(c.Value)))));
            case ("POST", "sign-in"):
                return SignIn(await BodyAsync(context) as JsonObject ?? throw new FormatException("The sign-in is a JSON object."));
            case ("POST", "activities/complete"):
                host.CompleteActivities();
                break;
            default:
                throw new KeyNotFoundException($"The control interface has no {context.Request.Method} {name}.");
        }

        return "{}"u8.ToArray();
    }

    private byte[] Clock() =>
        JsonText.Write(new JsonObject { ["now"] = host.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) });

    private JsonObject Options() => new()
    {
        ["switches"] = new JsonObject(host.Options.Switches.ToDictionary().Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value)))),
        ["rate"] = host.Options.Rate,
        ["window"] = host.Options.Window == RateWindow.Fixed ? "fixed" : "sliding",
        ["quota"] = host.Options.Quota,
        ["latency"] = (int)host.Options.Latency.TotalMilliseconds,
        ["activity_duration"] = host.Options.ActivityDuration.ToString("c", CultureInfo.InvariantCulture),
        ["token_rate"] = host.Options.TokenRate,
        ["token_life"] = host.Options.AccessTokenLife.ToString("c", CultureInfo.InvariantCulture),
    };

    private byte[] SignIn(JsonObject wish)
    {
        var (access, refresh) = host.Authorization.SignIn(
            wish.Text("client_id") ?? throw new FormatException("'client_id' is missing."), wish.Text("scope") ?? "contact_data account_read account_update");
        return JsonText.Write(new JsonObject { ["access_token"] = access, ["refresh_token"] = refresh });
    }

    private void Change(JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (name)
            {
                case "switches" when value is JsonObject switches:
                    host.Options.Switches.Apply(switches.Select(s => KeyValuePair.Create(s.Key, JsonAccess.ScalarText(s.Value) ?? "")));
                    break;
                case "rate":
                    host.Options.Rate = Number(value, name);
                    break;
                case "quota":
                    host.Options.Quota = Number(value, name);
                    break;
                case "latency":
                    host.Options.Latency = TimeSpan.FromMilliseconds(Number(value, name));
                    break;
                case "window":
                    host.Options.Window = Enum.Parse<RateWindow>(JsonAccess.ScalarText(value) ?? "", ignoreCase: true);
                    break;
                case "activity_duration":
                    host.Options.ActivityDuration = Duration(JsonAccess.ScalarText(value), name);
                    break;
                case "token_rate":
                    host.Options.TokenRate = Number(value, name);
                    break;
                case "token_life":
                    host.Options.AccessTokenLife = Duration(JsonAccess.ScalarText(value), name);
                    break;
                default:
                    throw new FormatException($"There is no option '{name}'.");
            }
        }
    }

    private static int Number(JsonNode? value, string name) =>
        int.TryParse(JsonAccess.ScalarText(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{name}' is a number of 0 or more.");

    /// <summary>Hours may exceed a day here ("25:00:00"), which the framework's own parser refuses.</summary>
    internal static TimeSpan Duration(string? text, string name)
    {
        var parts = text?.Split(':') ?? [];
        if (parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed) && parsed >= TimeSpan.Zero
            ? parsed
            : throw new FormatException($"'{name}' is a duration like 00:00:01 or 25:00:00.");
    }

    private static async Task<JsonNode?> BodyAsync(HttpContext context)
    {
        // A state may be large; the control interface sets no limit of its own.
        var size = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>();
        if (size is { IsReadOnly: false })
        {
            size.MaxRequestBodySize = null;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return JsonText.Parse(buffer.ToArray());
    }

    private static async Task SendAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
