using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;

namespace AllowanceProbe;

/// <summary>
/// <c>spend|hold|read HOME BASE_URI REQUESTS RATE</c>. <c>spend</c> sends so many requests one after the other and says
/// <c>sent N</c> after each; <c>hold</c> sends them, then enters the shared state, says <c>held</c> and stays there;
/// <c>read</c> says how many requests of today are counted.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var data = new DataFolder(args[1]);
        var options = new ApiClientOptions
        {
            BaseUri = new Uri(args[2]),
            RequestsPerSecond = int.Parse(args[4], CultureInfo.InvariantCulture),
            RequestsPerDay = 1_000_000,
            Allowances = MachineAllowances.In(data),
        };
        var tokens = new StaticTokenSource("emulator");
        using var client = new ApiClient(options, tokens, TimeProvider.System);
        if (args[0] == "read")
        {
            var allowance = await client.ReadAllowanceAsync(CancellationToken.None).ConfigureAwait(false);
            await Console
                .Out.WriteLineAsync(allowance.UsedToday.ToString(CultureInfo.InvariantCulture))
                .ConfigureAwait(false);
            return client.TakeWarning() is null ? 0 : 1;
        }

        for (var sent = 1; sent <= int.Parse(args[3], CultureInfo.InvariantCulture); sent++)
        {
            await client.SendAsync(AccountApi.UserPrivileges(), CancellationToken.None).ConfigureAwait(false);
            await Console
                .Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"sent {sent}"))
                .ConfigureAwait(false);
        }

        if (args[0] == "hold")
        {
            var store = new AllowanceFile(
                data,
                new AllowanceKey(options.BaseUri, tokens.ClientId),
                ProcessIdentity.Current,
                TimeProvider.System
            );
            while (store.TryEnter() is null)
            {
                Thread.Yield();
            }

            await Console.Out.WriteLineAsync("held").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(false);
        }

        return 0;
    }
}
