using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Tests.Hosted;

/// <summary>
/// An account of the emulator in this process, and a runspace that is connected to it. Without limits on either side
/// unless the options say so: tests of the allowance set <see cref="EmulatorOptions.Rate"/> and pass the same to the
/// connection.
/// </summary>
public sealed class EmulatedAccount : IAsyncDisposable
{
    private EmulatedAccount(EmulatorHost emulator, ModuleHost host, string token)
    {
        Emulator = emulator;
        Host = host;
        Token = token;
    }

    public EmulatorHost Emulator { get; }

    public ModuleHost Host { get; }

    /// <summary>
    /// One of its own for each account: without a client id in it, the module counts per address and token, and the
    /// system gives the port of an emulator that has ended to the next one.
    /// </summary>
    public string Token { get; }

    /// <summary>The account's data, past the API.</summary>
    public EmulatorState State => Emulator.State;

    /// <summary>All requests that the API has had.</summary>
    public IReadOnlyList<RequestLogEntry> Requests => Emulator.Requests.Entries;

    /// <summary>Those that are not GETs.</summary>
    public IReadOnlyList<RequestLogEntry> Writes => Requests.Where(request => request.Method != "GET").ToArray();

    /// <param name="options">Null for an empty account without limits.</param>
    /// <param name="requestsPerSecond">Told to the connection.</param>
    /// <param name="requestsPerDay">Told to the connection.</param>
    public static async Task<EmulatedAccount> StartAsync(
        EmulatorOptions? options = null,
        int requestsPerSecond = 1000,
        long requestsPerDay = 1_000_000
    )
    {
        options ??= new EmulatorOptions { Rate = 0, Quota = 0 };
        string token = $"test-{Guid.NewGuid():N}";
        options.Tokens.Add(token);
        EmulatorHost emulator = await EmulatorHost.StartAsync(options);
        ModuleHost host = ModuleHost.Lend();
        EmulatedAccount account = new(emulator, host, token);
        account.Connect(host, requestsPerSecond, requestsPerDay);
        return account;
    }

    /// <summary>An account of so many invented members, without limits.</summary>
    public static Task<EmulatedAccount> WithMembersAsync(int members) =>
        StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = members,
            }
        );

    public static SecureString Secure(string token)
    {
        SecureString secret = new();
        foreach (char c in token)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    /// <summary>Connects one more runspace.</summary>
    public void Connect(ModuleHost host, int requestsPerSecond = 1000, long requestsPerDay = 1_000_000) =>
        host.Run(
                "param($token, $uri, $second, $day) Connect-CcAccount -AccessToken $token -BaseUri $uri -RequestsPerSecond $second -RequestsPerDay $day",
                Secure(Token),
                Emulator.BaseUri,
                requestsPerSecond,
                requestsPerDay
            )
            .Succeeded();

    public ScriptResult Run(string script, params object?[] arguments) => Host.Run(script, arguments);

    /// <summary>Adds a contact past the API; returns its id.</summary>
    public string Plant(string json) => State.PutContact(JsonNode.Parse(json)!.AsObject());

    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await Emulator.DisposeAsync();
    }
}
