using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Options;
using ConstantContact.PowerShell.Tests.Shell;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Session;

/// <summary>
/// Custody of one rotating refresh token by many processes, and by processes that are killed. Short versions of the
/// campaigns: <c>CC_CUSTODY_ROUNDS=200 CC_CUSTODY_KILLS=500</c> makes them long.
/// </summary>
public sealed class CustodyTests : IAsyncLifetime
{
    private const string Client = "keeper";

    private static readonly string[] Steps =
    [
        "loading",
        "loaded",
        "saving-old",
        "saved-old",
        "sending",
        "answered",
        "saving-new",
        "saved-new",
        "using",
    ];

    /// <summary>Between the server's answer and the end of the write: the window that the protocol leaves.</summary>
    private static readonly string[] Window = ["sending", "answered", "saving-new"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cc-custody-").FullName;

    private EmulatorHost _emulator = null!;

    public static bool IsWindows => OperatingSystem.IsWindows();

    public async Task InitializeAsync()
    {
        EmulatorOptions options = new()
        {
            Rate = 0,
            Quota = 0,
            TokenRate = 0,
            LogLimit = 1000,
        };
        options.Clients.Add(new RegisteredClient(Client, Secret: null, []));
        _emulator = await EmulatorHost.StartAsync(options);
    }

    public async Task DisposeAsync()
    {
        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Eight_processes_with_one_expired_token_make_one_token_request_and_all_succeed()
    {
        Skip.If(IsWindows, "The test writes the token file itself, which on Windows is encrypted.");
        int rounds = CampaignSize.Of("CC_CUSTODY_ROUNDS", 3);
        TokenKeeperProcess[] keepers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => TokenKeeperProcess.StartAsync(_emulator.AuthUri, _emulator.BaseUri, Client))
        );
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                string file = Plant();
                _emulator.Requests.Clear();
                foreach (TokenKeeperProcess keeper in keepers)
                {
                    keeper.Begin(file);
                }

                IReadOnlyList<string>[] ends = await Task.WhenAll(keepers.Select(k => k.EndAsync()));

                Assert.All(ends, steps => Assert.Equal("done 200", steps[^1]));
                Assert.Single(_emulator.Requests.Entries, e => e.Path.EndsWith("/token", StringComparison.Ordinal));
                Assert.True(_emulator.Authorization.IsLive(Kept(file)));
            }
        }
        finally
        {
            Array.ForEach(keepers, k => k.Dispose());
        }
    }

    [SkippableFact]
    public async Task Sessions_of_PowerShell_that_share_one_expired_token_renew_it_once()
    {
        Skip.If(IsWindows, "The test writes the token file itself, which on Windows is encrypted.");
        string file = Plant();
        using ShellProcess shell = new();
        string script = shell.WriteFile(
            "job.ps1",
            $"Connect-CcAccount -Saved -TokenFile '{file}' -BaseUri {_emulator.BaseUri}; (Get-CcConnection).CanRenew; @(Get-CcContact -Status all).Count"
        );

        ShellResult[] ends = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => ShellProcess.EndAsync(shell.Start(script)))
        );

        Assert.All(
            ends,
            end =>
                Assert.True(
                    end.ExitCode == 0 && end.Output.Contains("True", StringComparison.Ordinal),
                    end.Output + end.Errors
                )
        );
        Assert.Single(_emulator.Requests.Entries, e => e.Path.EndsWith("/token", StringComparison.Ordinal));
        Assert.Equal(3, _emulator.Requests.Entries.Count(e => e.Path == "/v3/contacts" && e.Status == 200));
        Assert.True(_emulator.Authorization.IsLive(Kept(file)));
    }

    [SkippableFact]
    public async Task Process_that_is_killed_at_any_step_never_leaves_a_dead_token_behind_but_in_the_one_window()
    {
        Skip.If(IsWindows, "The test writes the token file itself, which on Windows is encrypted.");
        int kills = CampaignSize.Of("CC_CUSTODY_KILLS", 14);
        int seed = CampaignSize.Of("CC_CUSTODY_SEED", Environment.TickCount);
        Random random = new(seed);
        using TokenKeeperProcess survivor = await TokenKeeperProcess.StartAsync(
            _emulator.AuthUri,
            _emulator.BaseUri,
            Client
        );
        Dictionary<string, int> lost = [];
        for (int i = 0; i < kills; i++)
        {
            // Half of them at each step in turn, half at any moment.
            string? dieAt = i % 2 == 0 ? Steps[i / 2 % Steps.Length] : null;
            string file = Plant();
            using TokenKeeperProcess victim = await TokenKeeperProcess.StartAsync(
                _emulator.AuthUri,
                _emulator.BaseUri,
                Client
            );
            victim.Begin(file, dieAt);
            if (dieAt is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 120)), TimeProvider.System);
                victim.Kill();
            }

            IReadOnlyList<string> steps = await victim.EndAsync();
            string last = steps.Count == 0 ? "nothing" : steps[^1];
            Assert.True(dieAt is null || last == dieAt, $"Died at {last} instead of {dieAt}.");

            if (_emulator.Authorization.IsLive(Kept(file)))
            {
                // The next process needs no user and is not blocked by a lock of the dead process.
                survivor.Begin(file);
                Assert.Equal("done 200", (await survivor.EndAsync())[^1]);
            }
            else
            {
                lost[last] = lost.GetValueOrDefault(last) + 1;
                Assert.True(
                    Window.Contains(last),
                    $"A dead token is stored although the process was killed at '{last}' (seed {seed}, kill {i})."
                );
            }
        }

        Console.WriteLine(
            $"kills {kills}, lost in the window: {string.Join(", ", lost.Select(p => $"{p.Key} {p.Value}"))}"
        );
    }

    /// <summary>A new sign-in whose access token has expired, in a file of the module's format.</summary>
    private string Plant()
    {
        (string access, string refresh) = _emulator.Authorization.SignIn(Client, "contact_data");
        JsonObject kept = new()
        {
            ["format"] = "ConstantContact.SignIn",
            ["version"] = 1,
            ["client_id"] = Client,
            ["auth_uri"] = _emulator.AuthUri.AbsoluteUri,
            ["access_token"] = access,
            ["issued_at"] = "2020-01-01T00:00:00Z",
            ["expires_at"] = "2020-01-02T00:00:00Z",
            ["refresh_token"] = refresh,
        };
        JsonObject file = new()
        {
            ["format"] = "ConstantContact.TokenFile",
            ["protection"] = "mode",
            ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kept.ToJsonString())),
        };
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, file.ToJsonString());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private static string Kept(string path)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(path))!;
        return (string)JsonNode.Parse(Convert.FromBase64String((string)file["content"]!))!["refresh_token"]!;
    }
}
