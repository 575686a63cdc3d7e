using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>A file of <c>tests/Pester</c> and the <c>It</c>s in it.</summary>
internal sealed record PesterSuite(string Name, string Path, IReadOnlyList<(string Suite, int Line, string Name)> Its)
{
    private const string Ending = ".Tests.ps1";
    private static readonly Regex ItLine = new(
        @"^\s*It '(?<name>(?:[^']|'')+)'",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(5)
    );

    // Those that wait for processes and jobs are started first.
    private static readonly string[] First = ["Examples", "Secrets", "Process", "Module", "UpdateContact", "Package"];

    public static IReadOnlyList<PesterSuite> All { get; } = Find();

    public static TheoryData<string> Names => [.. All.Select(suite => suite.Name)];

    private static PesterSuite[] Find()
    {
        var only = Environment.GetEnvironmentVariable("CC_PESTER_SUITES")?.Split(',');
        return
        [
            .. new DirectoryInfo(System.IO.Path.Combine(TestFiles.RepositoryRoot, "tests", "Pester"))
                .GetFiles("*" + Ending)
                .Select(file => Read(file.Name[..^Ending.Length], file.FullName))
                .OrderBy(suite => Array.IndexOf(First, suite.Name) is >= 0 and var place ? place : First.Length)
                .ThenBy(suite => suite.Name, StringComparer.Ordinal)
                .Where(suite => only is null || only.Contains(suite.Name, StringComparer.OrdinalIgnoreCase)),
        ];
    }

    private static PesterSuite Read(string name, string path) =>
        new(
            name,
            path,
            [
                .. File.ReadAllLines(path)
                    .Select((text, at) => (Match: ItLine.Match(text), Line: at + 1))
                    .Where(line => line.Match.Success)
                    .Select(line =>
                        (name, line.Line, line.Match.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal))
                    ),
            ]
        );
}
