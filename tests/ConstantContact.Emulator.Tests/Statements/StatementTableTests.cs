using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using ConstantContact.Emulator.Switches;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>Keeps the table of docs/emulator.md, statement → tests → switch, true.</summary>
public sealed partial class StatementTableTests
{
    private const int Statements = 36;

    private static readonly Dictionary<int, (string Tests, string Switches)> Rows = Read();

    public static TheoryData<int> Numbers => new(Enumerable.Range(1, Statements));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Statement_has_a_row_and_every_class_named_there_tests_it(int number)
    {
        Assert.True(Rows.TryGetValue(number, out var row), $"Statement {number} has no row.");
        var named = TestName()
            .Matches(row.Tests)
            .Select(m => (Class: m.Groups["class"].Value, Prefix: m.Groups["prefix"].Value))
            .ToList();
        Assert.NotEmpty(named);
        var types = typeof(StatementTableTests).Assembly.GetTypes();
        Assert.All(
            named,
            n =>
            {
                Assert.Equal($"S{number:D2}_", n.Prefix);
                var type = Assert.Single(types, t => t.Name == n.Class);
                Assert.Contains(
                    type.GetMethods(),
                    m =>
                        m.Name.StartsWith(n.Prefix, StringComparison.Ordinal)
                        && m.GetCustomAttributes<FactAttribute>().Any()
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Switches_of_a_statement_exist(int number) =>
        Assert.All(
            Code()
                .Matches(Rows[number].Switches)
                .Select(m => m.Groups["text"].Value)
                .Where(s => !s.StartsWith("--", StringComparison.Ordinal)),
            s => SwitchCatalogue.Find(s)
        );

    [Fact]
    public void Every_switch_belongs_to_a_statement_or_to_the_list_of_those_that_do_not()
    {
        var docs = File.ReadAllText(Repository.Path("docs", "emulator.md"));
        var others = docs[docs.IndexOf("Switches of no statement:", StringComparison.Ordinal)..];
        others = others[..others.IndexOf("\n\n", StringComparison.Ordinal)];
        var named = Rows
            .Values.SelectMany(r => Code().Matches(r.Switches))
            .Concat(Code().Matches(others))
            .Select(m => m.Groups["text"].Value)
            .Where(s => !s.StartsWith("--", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            SwitchCatalogue.All.Select(s => s.Name).Order(StringComparer.Ordinal),
            named,
            StringComparer.Ordinal
        );
    }

    private static Dictionary<int, (string Tests, string Switches)> Read() =>
        File.ReadLines(Repository.Path("docs", "emulator.md"))
            .SkipWhile(l => l != "## Statements and tests")
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .ToDictionary(
                m => int.Parse(m.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture),
                m => (m.Groups["tests"].Value, m.Groups["switches"].Value)
            );

    [GeneratedRegex(
        @"^\| (?<number>\d+) [^|]*\|(?<tests>[^|]*)\|(?<switches>[^|]*)\|$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<prefix>S\d\d_)…`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
