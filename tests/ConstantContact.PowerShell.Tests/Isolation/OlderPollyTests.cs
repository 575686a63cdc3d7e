using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// Another module has loaded an older Polly of the same assembly version. Each case is a process of its own, since what
/// is loaded once stays.
/// </summary>
public sealed class OlderPollyTests
{
    private const string UseCore =
        "$s = [securestring]::new(); 'emulator'.ToCharArray().ForEach{ $s.AppendChar($_) }; Connect-CcAccount -AccessToken $s -BaseUri http://127.0.0.1:9/v3";

    [Fact]
    public async Task An_older_Polly_loaded_before_does_not_get_into_the_module()
    {
        IReadOnlyList<string[]> lines = await RunProbeAsync(TestFiles.Manifest, TestFiles.OlderPolly);

        Assert.StartsWith("8.1.0", FileVersion(lines, "loaded", "Default", "Polly.Core"), StringComparison.Ordinal);
        Assert.StartsWith(
            "8.9.1",
            FileVersion(lines, "bound", "ConstantContact", "Polly.Core"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(lines, line => line is ["loaded", "Default", "ConstantContact.Core", ..]);
        Assert.DoesNotContain(lines, line => line[0] == "failed");
    }

    /// <summary>The negative control: the files in one flat folder, as a module without isolation has them.</summary>
    [Fact]
    public async Task Without_the_context_the_older_file_is_loaded_silently()
    {
        string flat = Directory.CreateTempSubdirectory("cc-flat-").FullName;
        try
        {
            CopyFlat(flat);

            IReadOnlyList<string[]> lines = await RunProbeAsync(
                Path.Combine(flat, "ConstantContact.psd1"),
                TestFiles.OlderPolly
            );

            Assert.StartsWith("8.1.0", FileVersion(lines, "bound", "Default", "Polly.Core"), StringComparison.Ordinal);

            // The import succeeds. A member that the older version lacks fails at its first use.
            Assert.StartsWith(
                "Method not found",
                Assert.Single(lines, line => line[0] == "failed")[1],
                StringComparison.Ordinal
            );
        }
        finally
        {
            Directory.Delete(flat, recursive: true);
        }
    }

    [Fact]
    public async Task Without_another_Polly_the_default_context_stays_clean()
    {
        IReadOnlyList<string[]> lines = await RunProbeAsync(TestFiles.Manifest);

        Assert.DoesNotContain(lines, line => line is ["loaded", "Default", ..]);
        Assert.StartsWith(
            "8.9.1",
            FileVersion(lines, "bound", "ConstantContact", "Polly.Core"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("Import-Module $manifest -Force; Import-Module $manifest -Force", "1")]
    [InlineData("Remove-Module ConstantContact", "0")]
    [InlineData("Remove-Module ConstantContact; Import-Module $manifest -Force", "1")]
    [InlineData("Import-Module $manifest; Import-Module $manifest -Force; Remove-Module ConstantContact", "0")]
    public async Task The_handler_is_hooked_once_while_imported_and_not_at_all_after_removal(
        string script,
        string hooks
    )
    {
        IReadOnlyList<string[]> lines = await RunScriptAsync(TestFiles.Manifest, script);

        Assert.DoesNotContain(lines, line => line[0] == "failed");
        Assert.Equal(hooks, Assert.Single(lines, line => line[0] == "hooks")[1]);
    }

    private static string FileVersion(IReadOnlyList<string[]> lines, string kind, string context, string name) =>
        Assert.Single(lines, line => line[0] == kind && line[1] == context && line[2] == name)[4];

    private static void CopyFlat(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(TestFiles.ModuleFolder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        string bin = Directory.CreateDirectory(Path.Combine(folder, "bin", "net8.0")).FullName;
        foreach (
            string file in Directory.EnumerateFiles(
                Path.Combine(TestFiles.ModuleFolder, "bin", "net8.0"),
                "*.dll",
                SearchOption.AllDirectories
            )
        )
        {
            File.Copy(file, Path.Combine(bin, Path.GetFileName(file)));
        }
    }

    private static Task<IReadOnlyList<string[]>> RunProbeAsync(string manifest, params string[] loadedBefore) =>
        RunScriptAsync(manifest, UseCore, loadedBefore);

    private static async Task<IReadOnlyList<string[]>> RunScriptAsync(
        string manifest,
        string script,
        params string[] loadedBefore
    )
    {
        ProcessStartInfo start = new(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { TestFiles.IsolationProbe, manifest, script }.Concat(loadedBefore))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split('|'))
            .ToArray();
    }
}
