using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>The emulator's own interface below /_emulator: no token, no allowance, not logged.</summary>
internal sealed class ControlEndpoints(EmulatorHost host)
{
    private const long MaximumState = 512L << 20;

    internal async Task HandleAsync(HttpContext context, PathString rest)
    {
        try
        {
            var name = rest.Value?.Trim('/') ?? "";
            if (context.Request.Method == "GET" && name == "state")
            {
                context.Response.ContentType = "application/json";
                await host.State.WriteAsync(context.Response.Body, context.RequestAborted);
                return;
            }

            await SendAsync(context, 200, await AnswerAsync(context, name));
        }
        catch (Exception mistake)
            when (mistake is JsonException or FormatException or ArgumentException or OverflowException)
        {
            await SendAsync(context, 400, JsonText.Write(new JsonObject { ["error"] = mistake.Message }));
        }
        catch (BadHttpRequestException tooMuch)
        {
            await SendAsync(
                context,
                tooMuch.StatusCode,
                JsonText.Write(new JsonObject { ["error"] = tooMuch.Message })
            );
        }
        catch (IOException) when (!context.Response.HasStarted)
        {
            // A body in chunks whose lengths are none.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (OperationCanceledException)
        {
            context.Abort();
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
            case ("GET", var one) when one.StartsWith("requests/", StringComparison.Ordinal):
                return JsonText.Write(Entry(one["requests/".Length..]).ToDetailedJson());
            case ("PUT", "state"):
                host.State.Put(await BodyAsync(context) ?? throw new FormatException("The body is empty."));
                break;
            case ("POST", "reset"):
                host.Reset();
                break;
            case ("GET", "clock"):
                return Clock();
            case ("POST", "clock"):
                host.ChangeClock(
                    ClockChange(
                        await BodyAsync(context) as JsonObject
                            ?? throw new FormatException("The clock is a JSON object.")
                    )
                );
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
                Change(
                    await BodyAsync(context) as JsonObject
                        ?? throw new FormatException("The options are a JSON object.")
                );
                return JsonText.Write(Options());
            case ("GET", "counters"):
                return JsonText.Write(
                    new JsonObject(
                        host.Allowance.Used()
                            .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonValue.Create(c.Value)))
                    )
                );
            case ("POST", "sign-in"):
                return SignIn(
                    await BodyAsync(context) as JsonObject ?? throw new FormatException("The sign-in is a JSON object.")
                );
            case ("POST", "activities/complete"):
                host.CompleteActivities();
                break;
            default:
                throw new KeyNotFoundException($"The control interface has no {context.Request.Method} {name}.");
        }

        return "{}"u8.ToArray();
    }

    private RequestLogEntry Entry(string sequence) =>
        host.Requests.Entries.FirstOrDefault(e => e.Sequence.ToString(CultureInfo.InvariantCulture) == sequence)
        ?? throw new KeyNotFoundException($"There is no request {sequence} in the log.");

    private byte[] Clock() =>
        JsonText.Write(
            new JsonObject
            {
                ["now"] = host.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                ["frozen"] = host.Clock.IsFrozen,
            }
        );

    /// <summary>
    /// Freezing comes first, so that one request may stop the clock at an instant and say how far from it.
    /// </summary>
    private static Action<EmulatorClock> ClockChange(JsonObject wish)
    {
        if (wish.Count == 0 || wish.Any(w => w.Key is not ("advance" or "freeze")))
        {
            throw new FormatException(
                "The clock takes 'advance', a duration, and 'freeze': true, false or an instant."
            );
        }

        Action<EmulatorClock>? freeze = wish.Text("freeze") switch
        {
            null => null,
            "true" => clock => clock.Freeze(),
            "false" => clock => clock.Thaw(),
            var text => Instants.Parse(text) is { } instant
                ? clock => clock.Freeze(instant)
                : throw new FormatException("'freeze' is true, false or an instant like 2026-05-04T09:00:00Z."),
        };
        TimeSpan? advance = wish.ContainsKey("advance") ? Duration(wish.Text("advance"), "advance") : null;
        return clock =>
        {
            freeze?.Invoke(clock);
            if (advance is not null)
            {
                clock.Advance(advance.Value);
            }
        };
    }

    private JsonObject Options() =>
        new()
        {
            ["switches"] = new JsonObject(
                host.Options.Switches.ToDictionary()
                    .Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value)))
            ),
            ["rate"] = host.Options.Rate,
            ["window"] = host.Options.Window == RateWindow.Fixed ? "fixed" : "sliding",
            ["quota"] = host.Options.Quota,
            ["latency"] = (int)host.Options.Latency.TotalMilliseconds,
            ["activity_duration"] = host.Options.ActivityDuration.ToString("c", CultureInfo.InvariantCulture),
            ["token_rate"] = host.Options.TokenRate,
            ["token_life"] = host.Options.AccessTokenLife.ToString("c", CultureInfo.InvariantCulture),
            ["privileges"] = new JsonArray([.. host.Options.Privileges.Select(p => (JsonNode?)JsonValue.Create(p))]),
            ["log_limit"] = host.Options.LogLimit,
            ["log_body_limit"] = host.Options.LogBodyLimit,
        };

    private byte[] SignIn(JsonObject wish)
    {
        var (access, refresh) = host.Authorization.SignIn(
            wish.Text("client_id") ?? throw new FormatException("'client_id' is missing."),
            wish.Text("scope") ?? "contact_data account_read account_update"
        );
        return JsonText.Write(new JsonObject { ["access_token"] = access, ["refresh_token"] = refresh });
    }

    /// <summary>All of it or, where one is wrong, none.</summary>
    private void Change(JsonObject patch)
    {
        // The reading first, wherever it stands: a single switch is the more exact wish.
        var changes = patch.OrderBy(p => p.Key == "reading" ? 0 : 1).Select(p => ChangeOf(p.Key, p.Value)).ToList();
        host.ChangeOptions(options => changes.ForEach(change => change(options)));
    }

    private static Action<EmulatorOptions> ChangeOf(string name, JsonNode? value)
    {
        switch (name)
        {
            case "switches" when value is JsonObject given:
                var switches = given
                    .Select(s => KeyValuePair.Create(s.Key, JsonAccess.ScalarText(s.Value) ?? ""))
                    .ToList();
                new SwitchSettings().Apply(switches);
                return options => options.Switches.Apply(switches);
            case "reading":
                var reading = Parsed<Reading>(value, name);
                return options => options.Reading = reading;
            case "rate":
                var rate = Number(value, name);
                return options => options.Rate = rate;
            case "quota":
                var quota = Number(value, name);
                return options => options.Quota = quota;
            case "latency":
                var latency = TimeSpan.FromMilliseconds(Number(value, name));
                return options => options.Latency = latency;
            case "window":
                var window = Parsed<RateWindow>(value, name);
                return options => options.Window = window;
            case "activity_duration":
                var duration = Duration(JsonAccess.ScalarText(value), name);
                return options => options.ActivityDuration = duration;
            case "token_rate":
                var tokenRate = Number(value, name);
                return options => options.TokenRate = tokenRate;
            case "token_life":
                var life = Duration(JsonAccess.ScalarText(value), name);
                return options => options.AccessTokenLife = life;
            case "privileges" when value is JsonArray given:
                var privileges = given
                    .Select(p =>
                        JsonAccess.ScalarText(p) ?? throw new FormatException("'privileges' is an array of names.")
                    )
                    .ToList();
                return options =>
                {
                    options.Privileges.Clear();
                    privileges.ForEach(options.Privileges.Add);
                };
            case "log_limit":
                var entries = Number(value, name);
                return options => options.LogLimit = entries;
            case "log_body_limit":
                var characters = Number(value, name);
                return options => options.LogBodyLimit = characters;
            default:
                throw new FormatException(
                    $"There is no option '{name}' that can be changed while the emulator runs, or not to that."
                );
        }
    }

    private static T Parsed<T>(JsonNode? value, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(JsonAccess.ScalarText(value), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            ? parsed
            : throw new FormatException(
                $"'{name}' is one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}."
            );

    private static int Number(JsonNode? value, string name) =>
        int.TryParse(JsonAccess.ScalarText(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{name}' is a number of 0 or more.");

    /// <summary>Hours may exceed a day here ("25:00:00"), which the framework's own parser refuses.</summary>
    internal static TimeSpan Duration(string? text, string name)
    {
        var parts = text?.Split(':') ?? [];
        if (
            parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        )
        {
            return TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed) && parsed >= TimeSpan.Zero
            ? parsed
            : throw new FormatException($"'{name}' is a duration like 00:00:01 or 25:00:00.");
    }

    private static async Task<JsonNode?> BodyAsync(HttpContext context)
    {
        // A state may be larger than any request of the API, but not without bound.
        var size = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>();
        if (size is { IsReadOnly: false })
        {
            size.MaxRequestBodySize = MaximumState;
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
