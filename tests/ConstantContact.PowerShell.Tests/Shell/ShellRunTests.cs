using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Shell;

/// <summary>What the shell adds to PowerShell: the module, the emulator, and an exit code for Ctrl+C.</summary>
public sealed class ShellRunTests : IDisposable
{
    private const string Sleeper =
        "try { Write-Host 'ready'; Start-Sleep 60; 'never' } finally { Write-Host 'cleaned up' }";

    private readonly ShellProcess _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'last words'", 1)]
    public async Task Exit_code_is_that_of_pwsh(string script, int expected)
    {
        var result = await _shell.RunScriptAsync(script);

        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(expected == 1, result.Errors.Contains("last words", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Script_has_its_arguments_and_the_module_of_the_output_folder_and_no_connection()
    {
        const string Script = """
            param([string]$Name, [switch]$Fast, [int]$Count, [Parameter(ValueFromRemainingArguments)]$Rest)
            "$Name, $Fast, $Count, $($Rest -join '|'), $(Split-Path $PSCommandPath -Leaf)"
            (Get-Module ConstantContact).ModuleBase
            Get-CcConnection
            """;

        var result = await _shell.RunScriptAsync(
            Script,
            "-Name",
            "Ann Lee",
            "-Fast",
            "-Count",
            "-3",
            "$env:HOME",
            "*.csv"
        );

        Assert.Equal("Ann Lee, True, -3, $env:HOME|*.csv, script.ps1", result.Lines[0]);
        Assert.EndsWith(Path.Combine("output", "ConstantContact"), result.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, result.Lines.Length);
    }

    [Fact]
    public async Task Emulator_is_connected_and_serves_the_script()
    {
        var script = _shell.WriteFile(
            "script.ps1",
            """
            (Get-CcConnection).BaseUri -eq $CcEmulator.BaseUri
            (Get-CcContact -First 1).EmailAddress
            @(Invoke-RestMethod "$($CcEmulator.ControlUri)requests").Count -gt 0
            """
        );

        var result = await _shell.RunAsync(input: null, "--emulator", script);

        Assert.Equal(["True", "member0@example.com", "True"], result.Lines);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Commands_on_stdin_run_with_the_emulator()
    {
        var result = await _shell.RunAsync(
            "(Get-CcContact -First 1).EmailAddress\nexit 4\n",
            "--emulator",
            "-Command",
            "-"
        );

        Assert.Equal(["member0@example.com"], result.Lines);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public async Task Module_that_is_not_built_ends_the_shell_with_1_and_its_name()
    {
        _shell.Variables["CC_SHELL_MODULE"] = "/nowhere/ConstantContact.psd1";

        var result = await _shell.RunAsync(input: null, "-Command", "'never'");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("/nowhere/ConstantContact.psd1", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [SkippableTheory]
    [InlineData(2, 130, "cleaned up")]
    [InlineData(15, 143, "")]
    public async Task Signal_reaches_PowerShell_and_sets_the_exit_code(int signal, int expected, string last)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var process = _shell.Start(_shell.WriteFile("script.ps1", Sleeper));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

        Assert.Equal(0, Kill(process.Id, signal));
        var result = await ShellProcess.EndAsync(process);

        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(last, string.Join('|', result.Lines));
    }

    [SkippableFact]
    public async Task CtrlC_in_a_terminal_ends_a_script_with_130()
    {
        Skip.IfNot(Terminal.IsThere, "A terminal is made by the program 'script'.");
        var terminal = Terminal.Open(_shell, _shell.WriteFile("script.ps1", Sleeper));

        await terminal.ReadToAsync("ready");
        await terminal.SendAsync("\x03");
        await terminal.ReadToAsync("cleaned up");

        Assert.Equal(130, await terminal.EndAsync());
        Assert.DoesNotContain("never", terminal.Screen, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task CtrlC_at_the_prompt_ends_the_command_and_not_the_session()
    {
        Skip.IfNot(Terminal.IsThere, "A terminal is made by the program 'script'.");
        var terminal = Terminal.Open(_shell, "--emulator");

        await terminal.ReadToAsync("PS ");
        await terminal.SendAsync("'sleep' + 'ing'; Start-Sleep 60; 'nev' + 'er'\r");
        await terminal.ReadToAsync("sleeping");
        await terminal.SendAsync("\x03");
        await terminal.ReadToAsync("PS ");
        await terminal.SendAsync("(Get-CcContact -First 1).EmailAddress + (Get-Module PSReadLine)\r");
        await terminal.ReadToAsync("member0@example.comPSReadLine");
        await terminal.SendAsync("exit 5\r");

        Assert.Equal(5, await terminal.EndAsync());
        Assert.DoesNotContain("never", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_proves_its_claims_and_ends_with_0()
    {
        var result = await _shell.RunAsync(input: null, "--demo");

        Assert.True(result is { ExitCode: 0, Errors: "" }, result.Output + result.Errors);
        Assert.Equal(8, result.Lines.Count(l => l.StartsWith("OK: ", StringComparison.Ordinal)));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
