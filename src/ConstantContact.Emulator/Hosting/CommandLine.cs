using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text.Json;
using ConstantContact.Emulator.Endpoints;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Hosting;

/// <summary>The command line's options.</summary>
internal static class CommandLine
{
    internal const string Usage =
        "usage: --urls http://127.0.0.1:PORT [--seed FILE.json] [--members N] [--reading docs|forum] "
        + "[--switch NAME=VALUE]... "
        + "[--rate N] [--window sliding|fixed] [--quota N] [--latency MS] [--activity-duration HH:MM:SS] "
        + "[--token TOKEN[:CLIENT_ID]]... "
        + "[--client id=ID[,secret=S][,redirect=URI]...[,refresh=rotating|long-lived]]... [--data DIR] "
        + "[--freeze [INSTANT]] [--allow-remote] [--token-rate N] [--token-life HH:MM:SS] [--privileges "
        + "NAME,...] [--end-with-input]";

    /// <exception cref="ArgumentException">What was given makes no sense; the message says so and gives the
    /// usage.</exception>
    internal static EmulatorOptions Parse(IReadOnlyList<string> args)
    {
        var options = new EmulatorOptions();
        var switches = new List<KeyValuePair<string, string>>();
        for (var at = 0; at < args.Count; at++)
        {
            var name = args[at];
            var hasValue = at + 1 < args.Count && !args[at + 1].StartsWith("--", StringComparison.Ordinal);
            if (name == "--allow-remote")
            {
                options.AllowRemote = true;
                continue;
            }

            if (name == "--end-with-input")
            {
                options.EndsWithInput = true;
                continue;
            }

            if (name == "--freeze")
            {
                options.IsFrozen = true;
                options.FrozenAt = hasValue ? Instant(args[++at]) : null;
                continue;
            }

            if (!hasValue)
            {
                throw Mistake($"{name} has no value.");
            }

            var value = args[++at];
            switch (name)
            {
                case "--urls":
                    Listen(options, value);
                    break;
                case "--data":
                    options.DataFolder = value;
                    break;
                case "--seed":
                    options.Seed = Read(value);
                    break;
                case "--members":
                    options.Members = Number(name, value);
                    break;
                case "--reading":
                    options.Reading = value switch
                    {
                        "docs" => Reading.Docs,
                        "forum" => Reading.Forum,
                        _ => throw Mistake($"--reading is docs or forum, not '{value}'."),
                    };
                    break;
                case "--switch":
                    var parts = value.Split('=', 2);
                    switches.Add(
                        parts.Length == 2
                            ? new(parts[0], parts[1])
                            : throw Mistake($"--switch takes NAME=VALUE, not '{value}'.")
                    );
                    break;
                case "--rate":
                    options.Rate = Number(name, value);
                    break;
                case "--window":
                    options.Window = value switch
                    {
                        "sliding" => RateWindow.Sliding,
                        "fixed" => RateWindow.Fixed,
                        _ => throw Mistake($"--window is sliding or fixed, not '{value}'."),
                    };
                    break;
                case "--quota":
                    options.Quota = Number(name, value);
                    break;
                case "--latency":
                    options.Latency = TimeSpan.FromMilliseconds(Number(name, value));
                    break;
                case "--activity-duration":
                    options.ActivityDuration = Duration(name, value);
                    break;
                case "--token":
                    options.Tokens.Add(value);
                    break;
                case "--client":
                    options.Clients.Add(Client(value));
                    break;
                case "--token-rate":
                    options.TokenRate = Number(name, value);
                    break;
                case "--token-life":
                    options.AccessTokenLife = Duration(name, value);
                    break;
                case "--privileges":
                    options.Privileges.Clear();
                    foreach (
                        var privilege in value.Split(
                            ',',
                            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                        )
                    )
                    {
                        options.Privileges.Add(privilege);
                    }

                    break;
                default:
                    throw Mistake($"There is no option '{name}'.");
            }
        }

        // After --reading, wherever that stood: a single switch is the more exact wish.
        options.Switches.Apply(switches);
        if (!options.AllowRemote && !IPAddress.IsLoopback(options.Address))
        {
            throw Mistake(
                $"The emulator listens on loopback only, as it keeps nobody out. For {options.Address}, add "
                    + "--allow-remote."
            );
        }

        return options;
    }

    private static void Listen(EmulatorOptions options, string url)
    {
        // Of the wildcards that others take, 0.0.0.0 and [::] are addresses.
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/"
            || !(IPAddress.TryParse(uri.Host == "localhost" ? "127.0.0.1" : uri.Host, out var address))
        )
        {
            throw Mistake($"--urls takes http://ADDRESS:PORT, not '{url}'.");
        }

        options.Address = address;
        options.Port = uri.Port;
    }

    private static System.Text.Json.Nodes.JsonNode? Read(string path)
    {
        try
        {
            return JsonText.Parse(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Mistake($"The seed '{path}' could not be read: {unreadable.Message}");
        }
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Mistake($"{name} takes a number of 0 or more, not '{value}'.");

    private static RegisteredClient Client(string value)
    {
        try
        {
            return RegisteredClient.Parse(value);
        }
        catch (FormatException mistake)
        {
            throw Mistake(mistake.Message);
        }
    }

    private static TimeSpan Duration(string name, string value)
    {
        try
        {
            return ControlEndpoints.Duration(value, name);
        }
        catch (FormatException mistake)
        {
            throw Mistake(mistake.Message);
        }
    }

    private static DateTimeOffset Instant(string value) =>
        Http.Instants.Parse(value)
        ?? throw Mistake($"--freeze takes an instant like 2026-05-04T09:00:00Z, not '{value}'.");

    private static ArgumentException Mistake(string text) => new($"{text}\n{Usage}");
}
