using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Shell;

public sealed class ShellRunTests : IDisposable
{
    private readonly ShellProcess _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0; 'never'", 0)]
    [InlineData("function f { exit 3 }; f; 'never'", 3)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Write-Error 'x'; 'went on'", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; Write-Error 'x'; exit 5", 1)]
    [InlineData("Get-Item /nowhere -ErrorAction Stop", 1)]
    [InlineData("if (", 1)]
    public async Task Exit_code_is_what_pwsh_would_return(string script, int expected)
    {
        var result = await _shell.RunScriptAsync(script);

        Assert.Equal(expected, result.ExitCode);
        Assert.DoesNotContain("never", result.Output, StringComparison.Ordinal);
        Assert.Equal(expected == 1 || script.Contains("Write-Error", StringComparison.Ordinal), result.Errors.Length > 0);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nowhere.ps1")]
    [InlineData("script.txt")]
    [InlineData("--demo", "script.ps1")]
    public async Task Wrong_usage_is_2_and_shows_the_usage(params string[] arguments)
    {
        var result = await _shell.RunAsync(input: null, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Usage:", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Script_arguments_bind_as_with_pwsh_file()
    {
        const string script = """
            param([string]$Name, [switch]$Fast, [switch]$Off, [int]$Count, [string]$Colon, [Parameter(ValueFromRemainingArguments)]$Rest)
            "name=$Name", "fast=$Fast", "off=$Off", "count=$Count", "colon=$Colon", "rest=$($Rest -join '|')", (Split-Path $PSCommandPath -Leaf)
            """;

        var result = await _shell.RunScriptAsync(script, "-Name", "Ann Lee", "-Fast", "-Off:$false", "-Count", "-3", "-Colon:a b", "$env:HOME", "-5", "*.csv");

        Assert.Equal(["name=Ann Lee", "fast=True", "off=False", "count=-3", "colon=a b", "rest=$env:HOME|-5|*.csv", "script.ps1"], result.Lines);
    }

    [Fact]
    public async Task Unknown_script_parameter_is_an_error_and_1()
    {
        var result = await _shell.RunScriptAsync("[CmdletBinding()]param($Name) 'ran'", "-Nome", "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Nome", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Module_is_imported_from_the_output_folder_and_no_part_of_it_is_the_shells()
    {
        var result = await _shell.RunScriptAsync("""
            (Get-Module ConstantContact).ModuleBase
            (Get-Command Connect-CcAccount).Source
            [AppDomain]::CurrentDomain.BaseDirectory | Get-ChildItem -Filter 'ConstantContact.*.dll' -Name
            """);

        Assert.EndsWith(Path.Combine("output", "ConstantContact"), result.Lines[0], StringComparison.Ordinal);
        Assert.Equal("ConstantContact", result.Lines[1]);
        Assert.Equal(["ConstantContact.Emulator.dll", "ConstantContact.Shell.dll"], result.Lines[2..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Errors_go_to_stderr_in_the_concise_view_and_nothing_carries_escape_sequences()
    {
        var result = await _shell.RunScriptAsync("Write-Host 'green' -ForegroundColor Green; Write-Warning 'w'; Write-Verbose 'v' -Verbose; \"$($PSStyle.Foreground.Red)red\"; Get-Item /nowhere\nthrow 'last words'");

        Assert.Equal(["green", "WARNING: w", "VERBOSE: v", "red"], result.Lines);
        Assert.Contains("Get-Item: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("| last words", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output + result.Errors);
    }

    [Fact]
    public async Task Commands_on_stdin_run_without_a_prompt_over_several_lines_until_exit()
    {
        var result = await _shell.RunAsync("if (1) {\n 'yes'\n}\n1 +\n2\n$t = @'\nhere\n'@\n$t\nexit 4\n'never'\n");

        Assert.Equal(["yes", "3", "here"], result.Lines);
        Assert.Equal(4, result.ExitCode);
    }

    [Theory]
    [InlineData("throw 'x'\n'went on'", 0)]
    [InlineData("'first'\nthrow 'x'", 1)]
    public async Task Without_exit_the_last_command_on_stdin_decides(string commands, int expected) =>
        Assert.Equal(expected, (await _shell.RunAsync(commands)).ExitCode);

    [Theory]
    [InlineData("Remove-Item script.ps1 -Confirm")]
    [InlineData("Get-Credential")]
    [InlineData("Read-Host 'secret' -AsSecureString")]
    [InlineData("Read-Host 'name'")]
    [InlineData("New-Object")]
    public async Task Question_without_a_person_is_an_error_that_says_so(string command)
    {
        var result = await _shell.RunScriptAsync("$ErrorActionPreference = 'Stop'; " + command);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("a person is needed|missing mandatory parameters", result.Errors.ReplaceLineEndings(" "));
        Assert.True(File.Exists(Path.Combine(_shell.Folder, "script.ps1")));
    }

    [Fact]
    public async Task ReadHost_takes_lines_of_a_redirected_stdin()
    {
        var script = _shell.WriteFile("script.ps1", "'got ' + (Read-Host)");

        Assert.Equal(["got Bob"], (await _shell.RunAsync("Bob\n", script)).Lines);
    }

    [SkippableTheory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task Signal_stops_the_running_cmdlet_runs_finally_and_sets_the_exit_code(int signal, int expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var process = _shell.Start(_shell.WriteFile("script.ps1", "try { Write-Host 'ready'; Start-Sleep 60; 'never' } finally { Write-Host 'cleaned up' }"));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, signal));
        var result = await ShellProcess.EndAsync(process);

        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(["cleaned up"], result.Lines);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Emulator_is_connected_and_serves_the_script()
    {
        var script = _shell.WriteFile("script.ps1", """
            (Get-CcConnection).BaseUri -eq $CcEmulator.BaseUri
            $answer = Invoke-RestMethod "$($CcEmulator.BaseUri)/contacts?limit=1" -Headers @{ Authorization = "Bearer $($CcEmulator.Token)" }
            $answer.PSObject.Properties.Name -contains 'contacts'
            @(Invoke-RestMethod "$($CcEmulator.ControlUri)requests").Count -gt 0
            """);

        var result = await _shell.RunAsync(input: null, "--emulator", script);

        Assert.Equal(["True", "True", "True"], result.Lines);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Demo_proves_its_claims_and_ends_with_0()
    {
        var result = await _shell.RunAsync(input: null, "--demo");

        Assert.Equal(string.Empty, result.Errors);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(6, result.Lines.Count(l => l.StartsWith("OK: ", StringComparison.Ordinal)));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
