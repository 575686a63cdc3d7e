using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Shell;

/// <summary>
/// The shell in a pseudo-terminal of 150 columns, which the program <c>script</c> makes and <see cref="ShellProcess"/>
/// ends; answers what a terminal is asked.
/// </summary>
internal sealed class Terminal
{
    private const string WhereIsTheCursor = "\e[6n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private int _seen;

    private Terminal(Process process) => _process = process;

    public static bool IsThere { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script");

    public string Screen => _screen.ToString();

    public static Terminal Open(ShellProcess shell, params string[] arguments)
    {
        // The terminal that is made has no size, which PowerShell's line editor cannot live with.
        var command =
            "stty rows 50 cols 150; exec "
            + string.Join(' ', ShellProcess.Command(arguments).Select(word => $"'{word}'"));
        return new(shell.StartProgram("/usr/bin/script", "-qec", command, "/dev/null"));
    }

    public async Task SendAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads until a text comes that was not read to before.</summary>
    public async Task ReadToAsync(string text)
    {
        while (!Screen[_seen..].Contains(text, StringComparison.Ordinal))
        {
            if (!await ReadAsync())
            {
                throw new InvalidOperationException($"'{text}' never came: {Screen}");
            }
        }

        _seen += Screen[_seen..].IndexOf(text, StringComparison.Ordinal) + text.Length;
    }

    public async Task<int> EndAsync()
    {
        while (await ReadAsync()) { }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    private async Task<bool> ReadAsync()
    {
        var buffer = new char[4096];
        var count = await _process.StandardOutput.ReadAsync(buffer.AsMemory()).AsTask().WaitAsync(Patience);
        var text = new string(buffer, 0, count);
        _screen.Append(text);
        for (
            var at = text.IndexOf(WhereIsTheCursor, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(WhereIsTheCursor, at + 1, StringComparison.Ordinal)
        )
        {
            await SendAsync("\e[1;1R");
        }

        return count > 0;
    }
}
