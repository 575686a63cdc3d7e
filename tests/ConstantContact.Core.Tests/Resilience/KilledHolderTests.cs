using System.Diagnostics;
using System.Globalization;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Core.Tests.Resilience;

/// <summary>Real processes. The campaign of a hundred is a scenario: <c>kill 100</c>.</summary>
public sealed class KilledHolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_process_is_killed_while_it_holds_the_state_the_next_goes_on_and_no_request_is_forgotten()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Rate = 0, Quota = 0 });
        for (var round = 1; round <= 3; round++)
        {
            using var process = Start("hold", emulator.BaseUri, requests: 5);
            while (await process.StandardOutput.ReadLineAsync() is { } line && line != "held") { }

            process.Kill();
            await process.WaitForExitAsync();

            var allowance = new MachineAllowances(new DataFolder(_folder.Path)).Share(
                new AllowanceKey(emulator.BaseUri, new Core.Auth.StaticTokenSource("emulator").ClientId),
                new AllowanceLimits(1000, 1_000_000),
                TimeProvider.System
            );
            await allowance.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

            Assert.Null(allowance.TakeWarning());
            Assert.Equal(round * 5, emulator.Requests.Count);
            Assert.Equal((round * 5) + round, (await allowance.ReadAsync(default)).UsedToday);
        }
    }

    [Fact]
    public async Task A_process_that_is_killed_between_two_requests_leaves_a_count_that_is_never_lower_than_what_arrived()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Rate = 0, Quota = 0 });
        for (var round = 1; round <= 3; round++)
        {
            using var process = Start("spend", emulator.BaseUri, requests: 100_000);
            for (var line = 0; line < round * 7; line++)
            {
                await process.StandardOutput.ReadLineAsync();
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        using var reader = Start("read", emulator.BaseUri, requests: 0);
        var counted = long.Parse((await reader.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        Assert.InRange(counted, emulator.Requests.Count, emulator.Requests.Count + 3);
    }

    private Process Start(string what, Uri baseUri, int requests) =>
        Probe.Start(
            "AllowanceProbe",
            what,
            _folder.Path,
            baseUri.AbsoluteUri,
            requests.ToString(CultureInfo.InvariantCulture),
            "1000"
        );
}
