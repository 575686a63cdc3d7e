using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net.Sockets;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// <c>Start-CcEmulator</c> and <c>Stop-CcEmulator</c> with the real emulator as a process of its own.
/// </summary>
public sealed class CcEmulatorTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open();
    private readonly string _folder = Directory.CreateTempSubdirectory("cc-emulator-").FullName;

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void It_starts_connects_this_session_and_stops()
    {
        PSObject emulator = Start("-MemberCount 50 -RequestsPerSecond 1000");

        Assert.Equal("http", Get<Uri>(emulator, "Page").Scheme);
        Assert.Equal("/v3", Get<Uri>(emulator, "BaseUri").AbsolutePath);
        Assert.True(Get<bool>(emulator, "IsRunning"));
        Assert.Equal(48, Assert.Single(_host.Run("Get-CcContact").Succeeded().Output.GroupBy(_ => 1)).Count());
        Assert.Equal(
            $"{Get<Uri>(emulator, "BaseUri")}",
            $"{Assert.Single(_host.Run("Get-CcConnection").Succeeded().Output).Properties["BaseUri"].Value}"
        );

        using Process process = Process.GetProcessById(Get<int>(emulator, "ProcessId"));
        _host.Run("param($emulator) $emulator | Stop-CcEmulator -WhatIf", emulator).Succeeded();
        Assert.False(process.HasExited);
        Assert.Empty(_host.Run("param($emulator) $emulator | Stop-CcEmulator", emulator).Succeeded().Output);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.False((bool)emulator.Properties["IsRunning"].Value);
        _host.Run("Get-CcContact").FailedWith("CcNotConnected");
        _host.Run("Stop-CcEmulator").Succeeded();
    }

    [Fact]
    public void Stop_without_a_name_stops_all_and_leaves_another_connection_alone()
    {
        PSObject first = Start("-MemberCount 1");
        PSObject second = Start("-MemberCount 2");
        _host
            .Run(
                "Connect-CcAccount -AccessToken (& { $s = [securestring]::new(); $s.AppendChar('x'); $s }) -BaseUri http://127.0.0.1:9/v3"
            )
            .Succeeded();
        _host.Run("Stop-CcEmulator").Succeeded();

        Assert.All((PSObject[])[first, second], e => Assert.False((bool)e.Properties["IsRunning"].Value));
        Assert.Equal(
            9,
            ((Uri)Assert.Single(_host.Run("Get-CcConnection").Succeeded().Output).Properties["BaseUri"].Value).Port
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_ends_with_the_session_and_with_the_module(bool isModuleRemoved)
    {
        using ModuleHost session = ModuleHost.Open();
        PSObject emulator = Start("-MemberCount 1", session);
        using Process process = Process.GetProcessById(Get<int>(emulator, "ProcessId"));
        if (isModuleRemoved)
        {
            session.Run("Remove-Module ConstantContact").Succeeded();
        }
        else
        {
            session.Runspace.Close();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("with blanks")]
    [InlineData("quoted \"name\"")]
    [InlineData("ends in a backslash\\")]
    [InlineData("a \\\"mixture\\\\\" of both")]
    public void Arguments_arrive_as_they_were_given(string name)
    {
        if (OperatingSystem.IsWindows() && name.Contains('"', StringComparison.Ordinal))
        {
            return;
        }

        // Given with -Argument, because PowerShell takes a backslash in a path for a slash.
        string folder = Path.Combine(_folder, name);
        Start($"-Argument --data, '{folder}'");
        Assert.True(Directory.Exists(folder), string.Join(", ", Directory.GetDirectories(_folder)));
    }

    [Fact]
    public void A_kept_account_is_there_again_and_is_not_asked_for_members()
    {
        string folder = Path.Combine(_folder, "kept");
        Start($"-MemberCount 30 -DataPath '{folder}' -RequestsPerSecond 1000");
        _host.Run("New-CcTag kept; Stop-CcEmulator").Succeeded();
        Start($"-DataPath '{folder}' -RequestsPerSecond 1000");
        Assert.Single(_host.Run("Get-CcTag kept").Succeeded().Output);
    }

    [Fact]
    public void A_missing_file_and_one_that_is_no_program_say_so()
    {
        Assert.Contains(
            "nowhere",
            _host
                .Run($"Start-CcEmulator -Path '{_folder}/nowhere'")
                .FailedWith("CcEmulatorMissing")
                .ErrorDetails.Message,
            StringComparison.Ordinal
        );
        string text = Path.Combine(_folder, "text.txt");
        File.WriteAllText(text, "no program");
        Assert.Contains(
            "text.txt",
            _host.Run($"Start-CcEmulator -Path '{text}'").FailedWith("CcEmulatorFailed").ErrorDetails.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_that_ends_at_once_is_quoted_and_leaves_no_connection_to_another_account()
    {
        _host
            .Run(
                "Connect-CcAccount -AccessToken (& { $s = [securestring]::new(); $s.AppendChar('x'); $s }) -BaseUri http://127.0.0.1:9/v3"
            )
            .Succeeded();
        ErrorRecord error = _host
            .Run($"Start-CcEmulator -Path '{Emulator}' -Argument --speed, 1")
            .FailedWith("CcEmulatorFailed");
        Assert.Contains("exit code 2", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("There is no option '--speed'", error.ErrorDetails.Message, StringComparison.Ordinal);
        _host.Run("Get-CcContact").FailedWith("CcNotConnected");
    }

    [Fact]
    public void A_port_that_is_taken_is_quoted()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        ErrorRecord error = _host
            .Run($"Start-CcEmulator -Path '{Emulator}' -Port {port}")
            .FailedWith("CcEmulatorFailed");
        Assert.Contains("exit code 1", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.ErrorDetails.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static string Emulator => Path.Combine(AppContext.BaseDirectory, "ConstantContact.Emulator.dll");

    private static T Get<T>(PSObject item, string property) => Assert.IsType<T>(item.Properties[property].Value);

    private PSObject Start(string parameters, ModuleHost? session = null) =>
        Assert.Single((session ?? _host).Run($"Start-CcEmulator -Path '{Emulator}' {parameters}").Succeeded().Output);
}
