using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// Every cmdlet has a page, and the page says of the cmdlet what the engine says. <c>CC_WRITE_PAGES=1</c> brings the
/// pages' mechanical parts up to date instead of comparing them: what a person wrote stays, new parameters get an empty
/// text.
/// </summary>
public sealed class HelpPageTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, CmdletInfo>> Cmdlets = new(Load);

    public static TheoryData<string> Names => [.. Cmdlets.Value.Keys];

    private static bool IsWriting => Environment.GetEnvironmentVariable("CC_WRITE_PAGES") == "1";

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_says_of_the_cmdlet_what_the_engine_says(string name)
    {
        HelpPage page = HelpPage.Read(name);
        string expected = HelpPageWriter.Render(Cmdlets.Value[name], page);
        if (IsWriting)
        {
            File.WriteAllText(HelpPage.PathOf(name), expected);
            return;
        }

        Assert.True(
            page.Text.Length > 0,
            $"docs/en-US/{name}.md is missing. Write it: CC_WRITE_PAGES=1 dotnet test tests/ConstantContact.PowerShell.Tests --filter HelpPageTests makes its frame."
        );
        if (expected != page.Text)
        {
            Assert.Fail(
                $"docs/en-US/{name}.md does not fit the cmdlet: {FirstDifference(expected, page.Text)}\nCC_WRITE_PAGES=1 brings it up to date."
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_is_complete(string name)
    {
        if (IsWriting)
        {
            return;
        }

        HelpPage page = HelpPage.Read(name);
        CmdletInfo cmdlet = Cmdlets.Value[name];
        string[] silent = [.. HelpPageWriter.Names(cmdlet).Where(p => page.Parameter(p).Length == 0)];
        string[] gone = [.. page.ParameterNames.Except(HelpPageWriter.Names(cmdlet), StringComparer.OrdinalIgnoreCase)];

        Assert.True(silent.Length == 0, $"Without a text: {string.Join(", ", silent)}");
        Assert.True(gone.Length == 0, $"The cmdlet does not have: {string.Join(", ", gone)}");
        Assert.All(
            (string[])["SYNOPSIS", "DESCRIPTION", "INPUTS", "OUTPUTS", "NOTES"],
            section => Assert.True(page.Section(section).Length > 0, $"{section} is empty.")
        );
        Assert.True(page.Examples.Count >= 3, "Fewer than three examples.");
        Assert.True(page.Examples.All(e => e.Script.Length > 0), "An example has no ```powershell fence.");
        Assert.True(page.Examples.Any(e => e.IsPipeline), "No example is a pipeline.");
        Assert.Contains("Requests:", page.Section("NOTES"), StringComparison.Ordinal);
        Assert.Contains("Scopes:", page.Section("NOTES"), StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_page_of_a_cmdlet_that_is_gone()
    {
        IEnumerable<string> pages = Directory
            .GetFiles(Path.GetDirectoryName(HelpPage.PathOf("x"))!, "*-Cc*.md")
            .Select(p => Path.GetFileNameWithoutExtension(p));

        Assert.Empty(pages.Except(Cmdlets.Value.Keys, StringComparer.Ordinal));
    }

    private static Dictionary<string, CmdletInfo> Load()
    {
        using ModuleHost host = ModuleHost.Open();
        return host.Run("Get-Command -Module ConstantContact")
            .Succeeded()
            .Output.Select(c => (CmdletInfo)c.BaseObject)
            .OrderBy(c => c.Name, StringComparer.Ordinal)
            .ToDictionary(c => c.Name, c => Described(c), StringComparer.Ordinal);
    }

    // Both are made on demand, for which the runspace must be open.
    private static CmdletInfo Described(CmdletInfo cmdlet)
    {
        _ = cmdlet.Parameters;
        _ = cmdlet.ParameterSets;
        return cmdlet;
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] wanted = expected.Split('\n');
        string[] there = actual.Split('\n');
        int at = Enumerable
            .Range(0, Math.Max(wanted.Length, there.Length))
            .First(i => wanted.ElementAtOrDefault(i) != there.ElementAtOrDefault(i));
        return $"line {at + 1} should be '{wanted.ElementAtOrDefault(at)}' and is '{there.ElementAtOrDefault(at)}'.";
    }
}
