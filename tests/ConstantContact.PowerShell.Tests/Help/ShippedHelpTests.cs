using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// src/Module/en-US holds what the module ships of docs/en-US: the cmdlets' help in MAML and the about topics as text.
/// <c>CC_WRITE_PAGES=1</c> writes the topics, and, where <c>CC_PLATYPS_MAML</c> names a file that PlatyPS has just
/// made, the MAML too; <c>build.ps1 -Task Docs</c> does both.
/// </summary>
public sealed class ShippedHelpTests
{
    private const string Renew = "Renew it with: pwsh -File build.ps1 -Task Docs (needs Microsoft.PowerShell.PlatyPS).";
    private const string RenewTopic =
        "Renew it with: CC_WRITE_PAGES=1 dotnet test tests/ConstantContact.PowerShell.Tests --filter ShippedHelpTests";

    private static readonly string Pages = Path.Combine(TestFiles.RepositoryRoot, "docs", "en-US");
    private static readonly string Shipped = Path.Combine(TestFiles.RepositoryRoot, "src", "Module", "en-US");
    private static readonly string MamlPath = Path.Combine(Shipped, "ConstantContact.PowerShell.dll-Help.xml");
    private static readonly Lazy<MamlFile> Maml = new(Load);

    public static TheoryData<string> Cmdlets => [.. Names("*-Cc*.md")];

    public static TheoryData<string> Topics => [.. Names("about_*.md")];

    private static bool IsWriting => Environment.GetEnvironmentVariable("CC_WRITE_PAGES") == "1";

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Shipped_help_of_a_cmdlet_says_what_its_page_says(string cmdlet)
    {
        Assert.True(Maml.Value.Commands.ContainsKey(cmdlet), $"{MamlPath} has no {cmdlet}. {Renew}");
        string[] shipped = [.. Maml.Value.Statements(cmdlet)];

        foreach (string statement in HelpPage.Read(cmdlet).Statements())
        {
            Assert.True(
                shipped.Contains(statement, StringComparer.Ordinal),
                $"The shipped help of {cmdlet} lacks or words otherwise:\n{statement}\n{Renew}"
            );
        }

        Assert.Equal(HelpPage.Read(cmdlet).Statements().Count(), shipped.Length);
    }

    [Fact]
    public void Shipped_help_has_no_cmdlet_without_a_page() =>
        Assert.True(!Maml.Value.Commands.Keys.Except(Names("*-Cc*.md"), StringComparer.Ordinal).Any(), Renew);

    [Theory]
    [MemberData(nameof(Topics))]
    public void Shipped_topic_is_its_page_as_plain_text(string topic)
    {
        string path = Path.Combine(Shipped, topic + ".help.txt");
        string expected = AboutTopic.Render(File.ReadAllText(Path.Combine(Pages, topic + ".md")));
        if (IsWriting)
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected,
            $"{path} is not its page as text. {RenewTopic}"
        );
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Topic_reads_as_plain_text_in_a_console(string topic)
    {
        string[] lines = AboutTopic.Render(File.ReadAllText(Path.Combine(Pages, topic + ".md"))).Split('\n');

        Assert.Equal(["TOPIC", "    " + topic, "", "SHORT DESCRIPTION"], lines[..4]);
        Assert.Equal("", lines[5]);
        string[] wide = [.. lines.Where(l => l.Length > AboutTopic.Width)];
        Assert.True(
            wide.Length == 0,
            $"Wider than {AboutTopic.Width} columns (break the code in the page):\n{string.Join('\n', wide)}"
        );
        string[] marked =
        [
            .. lines.Where(l =>
                l.TrimStart().StartsWith('|')
                || l.StartsWith('#')
                || ((string[])["`", "**", "]("]).Any(m => l.Contains(m, StringComparison.Ordinal))
            ),
        ];
        Assert.True(marked.Length == 0, $"Markdown is left:\n{string.Join('\n', marked)}");
    }

    [Fact]
    public void Topics_without_a_page_are_not_shipped() =>
        Assert.Empty(
            Directory
                .GetFiles(Shipped, "*.help.txt")
                .Select(p => Path.GetFileName(p)[..^".help.txt".Length])
                .Except(Names("about_*.md"), StringComparer.Ordinal)
        );

    // Windows PowerShell 5.1 reads text without a byte order mark in the system's code page.
    [Fact]
    public void Pages_and_shipped_help_are_ascii()
    {
        string[] others =
        [
            .. from path in Directory.GetFiles(Pages).Concat(Directory.GetFiles(Shipped)).Order(StringComparer.Ordinal)
            from line in File.ReadAllLines(path).Select((text, at) => (Text: text, Number: at + 1))
            where line.Text.Any(c => c is > '~' or (< ' ' and not '\t'))
            select $"{path}:{line.Number}: {line.Text}",
        ];

        Assert.Empty(others);
    }

    private static IEnumerable<string> Names(string pattern) =>
        Directory
            .GetFiles(Pages, pattern)
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .Order(StringComparer.Ordinal);

    private static MamlFile Load()
    {
        if (IsWriting && Environment.GetEnvironmentVariable("CC_PLATYPS_MAML") is { Length: > 0 } made)
        {
            Directory.CreateDirectory(Shipped);
            MamlFile.FromPlatyPS(made).Save(MamlPath);
        }

        return MamlFile.Read(MamlPath);
    }
}
