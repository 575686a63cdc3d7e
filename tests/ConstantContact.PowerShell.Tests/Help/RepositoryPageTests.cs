using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// The pages of the repository: what they link to and which tests they name. <c>Examples.Tests.ps1</c> runs their
/// scripts.
/// </summary>
public sealed class RepositoryPageTests
{
    private static readonly string Root = TestFiles.RepositoryRoot;

    public static TheoryData<string> Pages =>
        new(
            Directory
                .EnumerateFiles(Root, "*.md")
                .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"))
                .Select(path => Path.GetRelativePath(Root, path))
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        var links = Matches(page, @"\]\((?<it>[^)#\s]+)")
            .Where(link => !link.Contains("://", StringComparison.Ordinal));

        Assert.Equal([], links.Where(link => !Path.Exists(Path.Combine(folder, link))));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_filter_names_tests_of_its_project(string page)
    {
        var filters = Matches(page, @"(?<it>ConstantContact[\w.]+\.Tests --filter \w+)");

        Assert.Equal(
            [],
            filters.Where(filter =>
            {
                var parts = filter.Split(" --filter ");
                return !Directory
                    .EnumerateFiles(Path.Combine(Root, "tests", parts[0]), "*.cs", SearchOption.AllDirectories)
                    .Any(file =>
                        Path.GetFileName(file).Contains(parts[1], StringComparison.Ordinal)
                        || File.ReadAllText(file).Contains(parts[1], StringComparison.Ordinal)
                    );
            })
        );
        Assert.True(page != "README.md" || filters.Count() == 7, "README proves each of the seven promises.");
    }

    private static IEnumerable<string> Matches(string page, string pattern) =>
        Regex
            .Matches(
                File.ReadAllText(Path.Combine(Root, page)),
                pattern,
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            )
            .Select(m => m.Groups["it"].Value)
            .ToArray();
}
