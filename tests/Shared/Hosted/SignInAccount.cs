using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Tests.Hosted;

/// <summary>
/// An emulator whose clients are its own, and an unconnected runspace whose data folder is its own too. The folder is
/// named by an environment variable, so that tests which use this run one after the other.
/// </summary>
public sealed class SignInAccount : IAsyncDisposable
{
    public const string Secret = "the-client-secret";
    private readonly string? _home = Environment.GetEnvironmentVariable("CONSTANTCONTACT_HOME");

    private SignInAccount(EmulatorHost emulator, string redirect)
    {
        Emulator = emulator;
        Redirect = redirect;
        Folder = Directory.CreateTempSubdirectory("cc-signin-").FullName;
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", Path.Combine(Folder, "home"));
        Host = ModuleHost.Lend();
    }

    public EmulatorHost Emulator { get; }

    public ModuleHost Host { get; }

    /// <summary>The registered redirect address, on a free port.</summary>
    public string Redirect { get; }

    /// <summary>For files of the test.</summary>
    public string Folder { get; }

    public IReadOnlyList<RequestLogEntry> TokenRequests =>
        [.. Emulator.Requests.Entries.Where(e => e.Path.EndsWith("/token", StringComparison.Ordinal))];

    public static async Task<SignInAccount> StartAsync(TimeProvider? time = null)
    {
        string redirect = $"http://localhost:{FreePort.Next()}/callback";
        EmulatorOptions options = new()
        {
            Rate = 0,
            Quota = 0,
            Members = 3,
            TokenRate = 0,
        };

        // Ids of their own: the module counts per client id, and limits of one test shall not be another's.
        string suffix = Guid.NewGuid().ToString("N")[..8];
        options.Clients.Add(new RegisteredClient($"public-{suffix}", Secret: null, [redirect]));
        options.Clients.Add(new RegisteredClient($"secret-{suffix}", Secret, [redirect]));
        options.Clients.Add(new RegisteredClient($"long-{suffix}", Secret, [redirect], RefreshMode.LongLived));
        return new SignInAccount(await EmulatorHost.StartAsync(options, time), redirect);
    }

    public string PublicClient => Emulator.Options.Clients[0].Id;

    public string SecretClient => Emulator.Options.Clients[1].Id;

    public string LongLivedClient => Emulator.Options.Clients[2].Id;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a script in which $auth, $base, $client, $redirect and $folder are known.</summary>
    public ScriptResult Run(string script, params object?[] arguments) =>
        Host.Run(Known + script, [.. Values, .. arguments]);

    public RunningScript Start(string script, params object?[] arguments) =>
        Host.Start(Known + script, [.. Values, .. arguments]);

    /// <summary>Waits for the address that the cmdlet shows.</summary>
    public async Task<Uri> ShownAddressAsync()
    {
        IReadOnlyList<Match> shown = await Eventually.SomeAsync<Match>(() =>
            [
                .. Host
                    .Ui.Lines.Select(l => Regex.Match(l, "https?://[^ ]+", RegexOptions.None, TimeSpan.FromSeconds(1)))
                    .Where(m => m.Success),
            ]
        );
        return new Uri(shown[0].Value);
    }

    /// <summary>
    /// What a browser does: asks for the page, sends its form with a decision, and follows where it is led, if wanted.
    /// </summary>
    public static async Task<(Uri Location, string Page)> DecideAsync(
        Uri authorize,
        string decision,
        Func<Uri, Uri>? lead = null
    )
    {
        using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        string page = await browser.GetStringAsync(authorize);
        Dictionary<string, string> form = Regex
            .Matches(
                page,
                "name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"",
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
            .Where(m => m.Groups["name"].Value != "decision")
            .ToDictionary(
                m => m.Groups["name"].Value,
                m => System.Net.WebUtility.HtmlDecode(m.Groups["value"].Value),
                StringComparer.Ordinal
            );
        form["decision"] = decision;
        using HttpResponseMessage answer = await browser.PostAsync(
            authorize.GetLeftPart(UriPartial.Path),
            new FormUrlEncodedContent(form)
        );
        Uri location = lead?.Invoke(answer.Headers.Location!) ?? answer.Headers.Location!;
        using HttpResponseMessage end = await browser.GetAsync(location);
        return (location, await end.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await Emulator.DisposeAsync();
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", _home);
        Directory.Delete(Folder, recursive: true);
    }

    private const string Known = "param($auth, $base, $client, $redirect, $folder, $a, $b, $c)\n";

    private object?[] Values => [Emulator.AuthUri, Emulator.BaseUri, PublicClient, Redirect, Folder];
}
