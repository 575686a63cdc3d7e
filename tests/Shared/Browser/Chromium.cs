using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.Tests.Shared;

/// <summary>A real browser without a window, driven by its debugging protocol.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _page = new();
    private int _id;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>What the pages asked for since the last navigation, as far as the browser has told.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>
    /// Errors of scripts and refusals of policies since the last navigation, as far as the browser has told.
    /// </summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Null where none is installed.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder =>
                new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);

    public static async Task<Chromium> OpenAsync(Uri address)
    {
        Chromium browser = await StartAsync();
        await browser.GoAsync(address);
        return browser;
    }

    /// <summary>With an empty page.</summary>
    public static async Task<Chromium> StartAsync()
    {
        string profile = Directory.CreateTempSubdirectory("cc-chromium-").FullName;
        ProcessStartInfo start = new(Program!) { UseShellExecute = false, RedirectStandardError = true };

        // Without a sandbox, because in a container its means are missing; it sees loopback alone.
        foreach (
            string argument in new[]
            {
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--remote-debugging-port=0",
                $"--user-data-dir={profile}",
                "about:blank",
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        Chromium browser = new(Process.Start(start)!, profile);
        string port = await browser.ReadPortAsync();
        using HttpClient http = new();
        JsonNode target = JsonNode.Parse(
            await (
                await http.PutAsync(new Uri($"http://127.0.0.1:{port}/json/new?about:blank"), content: null)
            ).Content.ReadAsStringAsync()
        )!;
        using CancellationTokenSource limit = new(Patience);
        await browser._page.ConnectAsync(new Uri((string)target["webSocketDebuggerUrl"]!), limit.Token);
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await browser.SendAsync($"{domain}.enable", []);
        }

        // As in a window that a person works in.
        await browser.SendAsync("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true });
        return browser;
    }

    public async Task GoAsync(Uri address)
    {
        Requests.Clear();
        Complaints.Clear();
        await SendAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
    }

    /// <summary>
    /// The next page has a window of this size, of a phone where it is narrow, and of a system that is dark or not.
    /// </summary>
    public async Task SetWindowAsync(int width, int height, bool isDark)
    {
        bool isPhone = width < 600;
        await SendAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = isPhone ? 2 : 1,
                ["mobile"] = isPhone,
            }
        );
        await SendAsync(
            "Emulation.setEmulatedMedia",
            new JsonObject
            {
                ["features"] = new JsonArray(
                    new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }
                ),
            }
        );
    }

    /// <summary>A key of the keyboard, by its name in the browser: "/", "Tab", "ArrowDown".</summary>
    public async Task PressAsync(string key)
    {
        int code = key switch
        {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            " " => 32,
            "End" => 35,
            "Home" => 36,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            _ => 0,
        };
        string? text =
            key == "Enter" ? "\r"
            : key.Length == 1 ? key
            : null;
        var down = new JsonObject
        {
            ["type"] = text is null ? "rawKeyDown" : "keyDown",
            ["key"] = key,
            ["windowsVirtualKeyCode"] = code,
        };
        if (text is not null)
        {
            down["text"] = text;
        }

        await SendAsync("Input.dispatchKeyEvent", down);
        await SendAsync(
            "Input.dispatchKeyEvent",
            new JsonObject
            {
                ["type"] = "keyUp",
                ["key"] = key,
                ["windowsVirtualKeyCode"] = code,
            }
        );
    }

    public async Task TypeAsync(string text) => await SendAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>What the window shows, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        Convert.FromBase64String(
            (string)
                (await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["result"]!["data"]!
        );

    /// <summary>Waits until an expression of the page is true.</summary>
    public async Task WaitAsync(string expression)
    {
        long start = Stopwatch.GetTimestamp();
        while (await EvaluateAsync(expression) != "true")
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException(
                    $"Never true: {expression}. The page says: {await EvaluateAsync("document.body.innerText")}"
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public async Task<string?> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = $"String({expression})" }
        );
        return (string?)answer["result"]?["result"]?["value"];
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A helper process of the browser's writes to the last.
        }
    }

    private async Task<string> ReadPortAsync()
    {
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains("DevTools listening on ", StringComparison.Ordinal))
            {
                // The remaining output is read, so that the pipe does not fill.
                _ = _process.StandardError.ReadToEndAsync();
                return new Uri(line[(line.IndexOf("ws://", StringComparison.Ordinal))..].Trim()).Port.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                );
            }
        }

        throw new InvalidOperationException("The browser ended before it listened.");
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        using CancellationTokenSource limit = new(Patience);
        int id = ++_id;
        JsonObject message = new()
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        await _page.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()),
            WebSocketMessageType.Text,
            endOfMessage: true,
            limit.Token
        );
        while (true)
        {
            JsonNode answer = await ReceiveAsync(limit.Token);
            if ((int?)answer["id"] == id)
            {
                return answer;
            }

            Note(answer);
        }
    }

    private void Note(JsonNode message)
    {
        JsonNode? parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Network.requestWillBeSent":
                Requests.Add((string)parameters!["request"]!["url"]!);
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] == "error":
                Complaints.Add((string)parameters["entry"]!["text"]!);
                break;
            case "Runtime.exceptionThrown":
                Complaints.Add(parameters!["exceptionDetails"]!.ToJsonString());
                break;
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _page.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            text.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);

        return JsonNode.Parse(text.ToArray())!;
    }
}
