using System;
using System.Net;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:8080")]
    public void Other_machines_are_let_in_only_by_name(string url)
    {
        Assert.Contains(
            "--allow-remote",
            Assert.Throws<ArgumentException>(() => CommandLine.Parse(["--urls", url])).Message,
            StringComparison.Ordinal
        );
        var options = CommandLine.Parse(["--allow-remote", "--urls", url]);
        Assert.True(options.AllowRemote);
        Assert.False(IPAddress.IsLoopback(options.Address));
    }

    [Fact]
    public async Task Code_cannot_listen_elsewhere_by_accident_either() =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            EmulatorHost.StartAsync(new EmulatorOptions { Address = IPAddress.Any })
        );

    [Theory]
    [InlineData("http://127.0.0.1:81", 81)]
    [InlineData("http://localhost:82", 82)]
    [InlineData("http://[::1]:83", 83)]
    public void Loopback_needs_no_leave(string url, int port)
    {
        var options = CommandLine.Parse(["--urls", url]);
        Assert.Equal(port, options.Port);
        Assert.True(IPAddress.IsLoopback(options.Address));
    }

    [Theory]
    [InlineData("--urls", "https://127.0.0.1:1")]
    [InlineData("--urls", "http://example.com:1")]
    [InlineData("--urls", "http://127.0.0.1:1/path")]
    [InlineData("--freeze", "yesterday")]
    [InlineData("--members", "many")]
    [InlineData("--data", "--freeze")]
    [InlineData("--speed", "1")]
    public void Nonsense_is_refused_with_the_usage(string name, string value) =>
        Assert.Contains(
            "usage:",
            Assert.Throws<ArgumentException>(() => CommandLine.Parse([name, value])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Freeze_takes_an_instant_or_none()
    {
        Assert.Null(CommandLine.Parse(["--freeze", "--rate", "0"]).FrozenAt);
        var options = CommandLine.Parse(["--rate", "0", "--freeze", "2026-05-04T09:00:00Z"]);
        Assert.True(options.IsFrozen);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero), options.FrozenAt);
    }

    [Fact]
    public async Task Process_says_one_line_and_ends_with_the_code_of_the_mistake()
    {
        var (code, output, error) = await EmulatorProcess.RunAsync("--urls", "http://0.0.0.0:0");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--allow-remote", error, StringComparison.Ordinal);
        Assert.Equal(0, (await EmulatorProcess.RunAsync("--help")).ExitCode);
    }
}
