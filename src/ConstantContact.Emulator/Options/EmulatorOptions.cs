using System;
using System.Collections.Generic;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Options;

/// <summary>
/// How the emulator behaves. Switches, rate, window, quota, latency and activity duration may be changed
/// while it runs; the rest is read at the start.
/// </summary>
public sealed class EmulatorOptions
{
    private Reading _reading;

    /// <summary>Where to listen. Any other than a loopback address needs <see cref="AllowRemote"/>.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Port; 0 picks a free one.</summary>
    public int Port { get; set; }

    /// <summary>Whether other machines may reach it. Whoever can, can do everything: there is no secret.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>
    /// Folder that keeps the account: what was answered is there after the process was killed. Null for memory only.
    /// Its data goes on from there at the next start; the seed is what it was begun with.
    /// </summary>
    public string? DataFolder { get; set; }

    /// <summary>Whether the clock stands still from the start.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Where a frozen clock stands; null for the present.</summary>
    public DateTimeOffset? FrozenAt { get; set; }

    /// <summary>
    /// Data to begin with and to come back to by a reset, in the shape of <c>GET /_emulator/state</c>.
    /// </summary>
    public JsonNode? Seed { get; set; }

    /// <summary>Without a seed: size of the invented account. 0 begins empty.</summary>
    public int Members { get; set; }

    /// <summary>Sets all switches to one reading; set single switches after it.</summary>
    public Reading Reading
    {
        get => _reading;
        set
        {
            _reading = value;
            Switches.Apply(value);
        }
    }

    public SwitchSettings Switches { get; } = new();

    /// <summary>Requests per second and client id; 0 is without limit.</summary>
    public int Rate { get; set; } = 4;

    public RateWindow Window { get; set; } = RateWindow.Sliding;

    /// <summary>Requests per UTC day and client id; 0 is without limit.</summary>
    public int Quota { get; set; } = 10_000;

    /// <summary>Added to every API answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>From queueing a bulk activity to its end. Small ones take about a second on the real service.</summary>
    public TimeSpan ActivityDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Accepted bearer tokens, as <c>TOKEN</c> or <c>TOKEN:CLIENT_ID</c>. None: <c>emulator</c> is accepted.
    /// <c>expired</c> never is.
    /// </summary>
    public IList<string> Tokens { get; } = [];

    /// <summary>The registered applications. None: <see cref="RegisteredClient.Defaults"/>.</summary>
    public IList<RegisteredClient> Clients { get; } = [];

    /// <summary>Requests per second and client id to the token endpoint; 0 is without limit.</summary>
    public int TokenRate { get; set; } = 1;

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessTokenLife { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The privileges of the account's user. They are checked along with the scopes of every token, including those of
    /// <see cref="Tokens"/>.
    /// </summary>
    public IList<string> Privileges { get; } =
    [
        "contacts:read",
        "contacts:write",
        "contacts:lists:read",
        "contacts:lists:write",
        "account:read",
        "account:update",
        "ui:campaign:metrics",
    ];

    /// <summary>Entries kept in the request log; the oldest go first.</summary>
    public int LogLimit { get; set; } = 100_000;

    /// <summary>Characters of a request body kept per log entry.</summary>
    public int LogBodyLimit { get; set; } = 1_000_000;

    /// <summary>
    /// The process ends with its standard input, and not with Ctrl+C: it serves the process that holds the other end.
    /// </summary>
    internal bool EndsWithInput { get; set; }

    /// <summary>Bytes of journal after which a snapshot takes its place.</summary>
    internal long CompactAt { get; set; } = 64L << 20;
}
