using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using ConstantContact.PowerShell.Tests.Help;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>
/// What Windows PowerShell 5.1 reads and says: without a byte order mark it takes a file for the system's code page,
/// its parser knows nothing of what came after it, and its redirected output is not Unicode.
/// </summary>
public sealed class ShippedTextTests
{
    /// <summary>Signs that the module's own texts ask <c>Marks</c> for.</summary>
    private const string Arrow = "\u2192";

    public static TheoryData<string> TextFiles => new(Files(".dll", ".pdb").Select(Relative));

    /// <summary>The suites, which run in Windows PowerShell too.</summary>
    public static TheoryData<string> Suites =>
        new(
            Directory
                .EnumerateFiles(
                    Path.Combine(TestFiles.RepositoryRoot, "tests", "Pester"),
                    "*.ps*1",
                    SearchOption.AllDirectories
                )
                .Select(file => Path.GetRelativePath(TestFiles.RepositoryRoot, file))
        );

    public static TheoryData<string> OwnAssemblies =>
        new(
            Directory
                .EnumerateFiles(
                    Path.Combine(TestFiles.ModuleFolder, "bin"),
                    "ConstantContact.*.dll",
                    SearchOption.AllDirectories
                )
                .Select(Relative)
        );

    /// <summary>Every script that is shipped or shown: where it stands, and the script.</summary>
    public static TheoryData<string, string> Scripts
    {
        get
        {
            TheoryData<string, string> scripts = [];
            foreach (var file in Files(".dll", ".pdb"))
            {
                if (Path.GetExtension(file) is ".psd1" or ".ps1" or ".psm1")
                {
                    scripts.Add(Relative(file), File.ReadAllText(file));
                }
                else if (Path.GetExtension(file) is ".ps1xml")
                {
                    foreach (
                        var script in XDocument
                            .Load(file)
                            .Descendants()
                            .Where(e => e.Name.LocalName is "ScriptBlock" or "Script" or "GetScriptBlock")
                    )
                    {
                        scripts.Add(Relative(file), script.Value);
                    }
                }
            }

            foreach (
                var page in Directory.EnumerateFiles(Path.Combine(TestFiles.RepositoryRoot, "docs", "en-US"), "*.md")
            )
            {
                foreach (var script in HelpExample.Scripts(File.ReadAllText(page)))
                {
                    scripts.Add(Path.GetFileName(page), script);
                }
            }

            return scripts;
        }
    }

    [Theory]
    [MemberData(nameof(TextFiles))]
    public void Text_that_is_shipped_is_ASCII(string file) =>
        Assert.DoesNotContain(File.ReadAllBytes(Path.Combine(TestFiles.ModuleFolder, file)), b => b > 0x7E);

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_suite_is_ASCII_and_parses_in_the_grammar_of_5_1(string file)
    {
        var path = Path.Combine(TestFiles.RepositoryRoot, file);

        Assert.DoesNotContain(File.ReadAllBytes(path), b => b > 0x7E);
        Assert.Equal([], LaterGrammar(File.ReadAllText(path)));
    }

    [Theory]
    [MemberData(nameof(OwnAssemblies))]
    public void Texts_in_the_code_are_ASCII_but_for_the_signs_that_have_an_ASCII_form(string file)
    {
        using PEReader assembly = new(File.OpenRead(Path.Combine(TestFiles.ModuleFolder, file)));
        var metadata = assembly.GetMetadataReader();
        List<string> texts = [];
        for (var text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text))
        {
            texts.Add(metadata.GetUserString(text));
        }

        Assert.NotEmpty(texts);
        Assert.DoesNotContain(
            texts,
            text => text != Arrow && !IsPattern(text) && text.Any(c => c > 0x7E && !char.IsControl(c))
        );
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_parse_in_the_grammar_of_5_1(string file, string script)
    {
        Assert.True(LaterGrammar(script) is [], $"{file}: {string.Join(", ", LaterGrammar(script))}\n{script}");
    }

    [Theory]
    [InlineData("$a ? 1 : 2", "TernaryExpressionAst")]
    [InlineData("Get-CcList && Get-CcTag", "PipelineChainAst")]
    [InlineData("$a ?? 1", "QuestionQuestion")]
    [InlineData("$a ??= 1", "QuestionQuestionEquals")]
    [InlineData("${a}?.Length", "QuestionDot")]
    [InlineData("${a}?[0]", "QuestionLBracket")]
    [InlineData("Get-CcList &", "background job")]
    [InlineData("function f { clean { } }", "clean block")]
    [InlineData("\"`e[0m\"", "escape `e")]
    [InlineData("\"`u{2192}\"", "escape `u")]
    [InlineData("0b11", "number 0b11")]
    [InlineData("1y", "number 1y")]
    [InlineData("if (", "error")]
    public void Grammar_that_5_1_lacks_is_found(string script, string what) =>
        Assert.Contains(what, string.Join(", ", LaterGrammar(script)), StringComparison.Ordinal);

    // A regular expression that is a set of characters, which no user sees.
    private static bool IsPattern(string text) =>
        text.StartsWith('[')
        && text.Contains(']', StringComparison.Ordinal)
        && !text.Contains(' ', StringComparison.Ordinal);

    // The parser of this engine knows more than that of 5.1: what that one lacks is told by the tree and the tokens.
    private static List<string> LaterGrammar(string script)
    {
        var tree = Parser.ParseInput(script, out Token[] tokens, out ParseError[] errors);
        List<string> found = [.. errors.Select(error => $"error: {error.Message}")];
        found.AddRange(
            tree.FindAll(node => node is TernaryExpressionAst or PipelineChainAst, searchNestedScriptBlocks: true)
                .Select(node => node.GetType().Name)
        );
        found.AddRange(
            tree.FindAll(node => node is PipelineAst { Background: true }, searchNestedScriptBlocks: true)
                .Select(_ => "background job")
        );
        found.AddRange(
            tree.FindAll(node => node is ScriptBlockAst { CleanBlock: not null }, searchNestedScriptBlocks: true)
                .Select(_ => "clean block")
        );
        foreach (var token in tokens)
        {
            if (
                token.Kind
                is TokenKind.QuestionQuestion
                    or TokenKind.QuestionQuestionEquals
                    or TokenKind.QuestionDot
                    or TokenKind.QuestionLBracket
            )
            {
                found.Add(token.Kind.ToString());
            }
            else if (token is StringExpandableToken)
            {
                found.AddRange(
                    new[] { "`e", "`u" }
                        .Where(escape => token.Text.Contains(escape, StringComparison.Ordinal))
                        .Select(escape => $"escape {escape}")
                );
            }
            else if (
                token is NumberToken
                && (
                    token.Text.StartsWith("0b", StringComparison.OrdinalIgnoreCase)
                    || (
                        token.Text[^1] is 'y' or 'u' or 'n' or 's'
                        && !token.Text.StartsWith("0x", StringComparison.Ordinal)
                    )
                )
            )
            {
                found.Add($"number {token.Text}");
            }
        }

        return found;
    }

    private static IEnumerable<string> Files(params string[] without) =>
        Directory
            .EnumerateFiles(TestFiles.ModuleFolder, "*", SearchOption.AllDirectories)
            .Where(file => !without.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(TestFiles.ModuleFolder, file);
}
