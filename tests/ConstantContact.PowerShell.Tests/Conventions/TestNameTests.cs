using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>
/// The name of a test is a sentence that says condition and expectation, in words joined by underscores.
/// </summary>
public sealed class TestNameTests
{
    // The number of a statement or rule may come first. Acronyms and the names of PowerShell keep their capitals.
    private static readonly Regex Sentence = new(
        @"^(?:(?:S|Rule)\d+_(?:and_\d+_)?)?(?:[A-Za-z][a-z0-9]*|Word)(?:_(?:[a-z0-9]+|Word)){2,}$".Replace(
            "Word",
            "[A-Z]{2,}[0-9]*s?|Ctrl_C|WhatIf|NoWait|CtrlC|PowerShell|Core|Polly|Basic|Force|Cc[A-Z][a-zA-Z]+"
                + "|Get_Cc[A-Za-z]+|ShouldProcess|ErrorAction_Stop|ForEach_Object_Parallel",
            StringComparison.Ordinal
        ),
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(5)
    );

    public static TheoryData<string> Projects =>
        [
            "ConstantContact.Core.Tests",
            "ConstantContact.Emulator.Tests",
            "ConstantContact.PowerShell.Tests",
            "ConstantContact.PowerShell.Serial.Tests",
            "Shared",
        ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Name_of_a_test_is_a_sentence(string project)
    {
        var names = Directory
            .EnumerateFiles(
                Path.Combine(TestFiles.RepositoryRoot, "tests", project),
                "*.cs",
                SearchOption.AllDirectories
            )
            .SelectMany(file => TestsIn(File.ReadAllText(file)).Select(name => $"{Path.GetFileName(file)}: {name}"))
            .ToArray();

        Assert.NotEmpty(names);
        Assert.Equal([], names.Where(name => !Sentence.IsMatch(name[(name.IndexOf(' ') + 1)..])));
    }

    [Theory]
    [InlineData("Run_ValidRows_AreSent")]
    [InlineData("RunSendsRows")]
    [InlineData("Latency_delays")]
    [InlineData("Rows_Are_sent_in_order")]
    [InlineData("rowsAreSent_in_order_today")]
    public void Name_in_another_style_is_found(string name) => Assert.DoesNotMatch(Sentence, name);

    [Fact]
    public void Facts_theories_and_properties_are_tests() =>
        Assert.Equal(
            ["A", "B", "C", "D"],
            TestsIn(
                "class T { [Fact] void A() {} [Theory, InlineData(1)] void B() {} [Property(MaxTest = 5)] bool C() => true; "
                    + "[SkippableFact] void D() {} void E() {} }"
            )
        );

    private static IEnumerable<string> TestsIn(string source) =>
        CSharpSyntaxTree
            .ParseText(source)
            .GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Where(method =>
                method
                    .AttributeLists.SelectMany(list => list.Attributes)
                    .Any(attribute =>
                        attribute.Name.ToString() is var name
                        && (
                            name.EndsWith("Fact", StringComparison.Ordinal)
                            || name.EndsWith("Theory", StringComparison.Ordinal)
                            || name == "Property"
                        )
                    )
            )
            .Select(method => method.Identifier.Text);
}
