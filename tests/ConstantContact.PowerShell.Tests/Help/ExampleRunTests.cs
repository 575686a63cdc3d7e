using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Tests.Harness;
using ConstantContact.PowerShell.Tests.Shell;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// Runs every example of every page and about topic in the shell, each on a fresh invented account of 300 members and in a folder with the
/// files of <c>docs/examples</c>. What needs a cmdlet that the shell has no stand-in for is left to the Pester suite.
/// </summary>
public sealed class ExampleRunTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Examples that cannot run unattended, and why.</summary>
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["Connect-CcAccount, Example 1: Sign in through the browser and save it"] = "A person and a browser.",
        ["Connect-CcAccount, Example 3: Sign in on a machine without a browser"] = "A person.",
    };

    private const int Shells = 2;

    private readonly ShellProcess _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Every_example_of_every_page_runs_without_an_error()
    {
        string folder = Path.GetDirectoryName(HelpPage.PathOf("x"))!;
        (string Id, string Script)[] examples =
        [
            .. from path in Directory.GetFiles(folder, "*-Cc*.md").Order(StringComparer.Ordinal)
               let cmdlet = Path.GetFileNameWithoutExtension(path)
               from example in HelpPage.Read(cmdlet).Examples
               select ($"{cmdlet}, {example.Title}", example.Script),
            .. from path in Directory.GetFiles(folder, "about_*.md").Order(StringComparer.Ordinal)
               from script in HelpExample.Scripts(File.ReadAllText(path).ReplaceLineEndings("\n")).Select((text, at) => (Text: text, Number: at + 1))
               select ($"{Path.GetFileNameWithoutExtension(path)}, script {script.Number}", script.Text),
        ];
        Assert.Empty(NotRun.Keys.Except(examples.Select(e => e.Id), StringComparer.Ordinal));

        // In two shells side by side: many examples wait for jobs.
        (string Id, string Script)[] toRun = [.. examples.Where(e => !NotRun.ContainsKey(e.Id))];
        ShellResult[] results = await Task.WhenAll(Enumerable.Range(0, Shells).Select(at => RunAsync(at, toRun.Where((_, i) => i % Shells == at))));

        string[] lines = [.. results.SelectMany(r => r.Lines).Where(l => l.StartsWith("OK\t", StringComparison.Ordinal) || l.StartsWith("LEFT\t", StringComparison.Ordinal) || l.StartsWith("FAILED\t", StringComparison.Ordinal))];
        foreach (string left in lines.Where(l => l.StartsWith("LEFT\t", StringComparison.Ordinal)))
        {
            output.WriteLine(left);
        }

        string[] failed = [.. lines.Where(l => l.StartsWith("FAILED\t", StringComparison.Ordinal))];
        Assert.True(failed.Length == 0, string.Join('\n', failed));
        Assert.True(lines.Length == toRun.Length, $"{lines.Length} of {toRun.Length} examples were reached.\n{string.Join('\n', results.Select(r => $"{r.Errors}\n{string.Join('\n', r.Lines.TakeLast(5))}"))}");
    }

    private Task<ShellResult> RunAsync(int at, IEnumerable<(string Id, string Script)> examples)
    {
        string plan = _shell.WriteFile($"plan{at}.json", JsonSerializer.Serialize(examples.Select(e => new { id = e.Id, script = e.Script })));
        string samples = Path.Combine(TestFiles.RepositoryRoot, "docs", "examples");
        return _shell.RunAsync(input: null, "--emulator", Path.Combine(TestFiles.RepositoryRoot, "tests", "Shared", "RunExamples.ps1"), plan, samples, Path.Combine(_shell.Folder, $"work{at}"));
    }
}
