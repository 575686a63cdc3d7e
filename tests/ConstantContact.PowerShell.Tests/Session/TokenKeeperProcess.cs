using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Processes;

namespace ConstantContact.PowerShell.Tests.Session;

/// <summary>A process with the module's own custody of a sign-in; see tests/Fixtures/TokenKeeper.</summary>
internal sealed class TokenKeeperProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private TokenKeeperProcess(Process process) => _process = process;

    public static async Task<TokenKeeperProcess> StartAsync(Uri auth, Uri api, string client)
    {
        var start = KilledProgram.StartInfo(TestFiles.TokenKeeper, [auth.AbsoluteUri, api.AbsoluteUri, client]);
        start.RedirectStandardInput = true;
        TokenKeeperProcess keeper = new(Process.Start(start)!);
        await keeper.ReadAsync();
        return keeper;
    }

    public void Begin(string tokenFile, string? dieAt = null)
    {
        _process.StandardInput.WriteLine(dieAt is null ? tokenFile : $"{tokenFile}|{dieAt}");
        _process.StandardInput.Flush();
    }

    /// <summary>The steps up to its answer, or up to its death.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        List<string> steps = [];
        while (await ReadAsync() is { } line)
        {
            steps.Add(line);
            if (
                line.StartsWith("done", StringComparison.Ordinal) || line.StartsWith("failed", StringComparison.Ordinal)
            )
            {
                break;
            }
        }

        return steps;
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private Task<string?> ReadAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
}
