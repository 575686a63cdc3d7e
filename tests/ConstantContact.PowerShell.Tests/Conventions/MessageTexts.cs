using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>The texts in the module's sources that a user can read, and what is wrong with them.</summary>
internal static class MessageTexts
{
    /// <summary>The sign for a placeholder in a text.</summary>
    private const string Hole = "\u25A1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // "3 row" or "1 rows" comes from a number beside a fixed noun. Quantity writes both.
    private static readonly Regex FixedNoun = new(
        Hole
            + @" (?:more )?(?:rows|contacts|jobs|requests|columns|values|items|cells|lists|tags|activities|chunks|members|days|minutes|hours|bytes|characters|pages|errors|warnings|retries|custom fields|phone numbers)\b",
        RegexOptions.ExplicitCapture,
        Patience
    );

    private static readonly Regex Sign = new(
        @"[A-Za-z.,;:]  +\S| [,;]| \.(\s|$)|[^.]\.\.(\s|$)|''" + Hole + "''",
        RegexOptions.ExplicitCapture,
        Patience
    );

    // Words that the module's texts do without (design, section 10).
    private static readonly Regex Riddle = new(
        @"\b(?:nobody|somebody|whoever|it is not said|is nothing that|not even a|also not a|is no (?:identity|JSON)|is to be done|anew|resembles|all the same|of the 0|means? nothing|any more)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience
    );

    // A sentence may end with the command to run.
    private static readonly Regex Ended = new(
        @"[.?!]$|" + Hole + @"$|:[^.:]*(?:\w+-Cc\w+|-[A-Z]\w+|@\{|import-csv|email,)[^:]*$|dotnet tool [^:]*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience
    );

    // A placeholder of string.Format.
    private static readonly Regex Numbered = new(@"\{\d+[^}]*\}", RegexOptions.ExplicitCapture, Patience);

    private static readonly string[] Inner =
    [
        "FormatException",
        "JsonException",
        "InvalidOperationException",
        "ArgumentException",
        "ArgumentOutOfRangeException",
        "InvalidDataException",
        "IOException",
        "UnauthorizedAccessException",
        "NotSupportedException",
        "ObjectDisposedException",
        "CsvFormatException",
        "PSInvalidCastException",
    ];

    /// <returns>File, line, rule and text of each fault.</returns>
    internal static IEnumerable<string> Faults(string path, string source)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (var text in root.DescendantNodes().OfType<ExpressionSyntax>().Where(IsWholeText))
        {
            var shown = Shown(text);
            if (shown.Split(' ').Length < 2)
            {
                continue;
            }

            if (FixedNoun.IsMatch(shown))
            {
                yield return Fault(text, "a number beside a fixed noun");
            }

            if (Sign.IsMatch(shown))
            {
                yield return Fault(text, "a doubled blank, stop or quotation mark");
            }

            if (Riddle.IsMatch(shown))
            {
                yield return Fault(text, "not plain English");
            }
        }

        foreach (var message in root.DescendantNodes().SelectMany(Messages))
        {
            foreach (var end in Ends(message))
            {
                var shown = (Before(end) + Shown(end)).TrimEnd();
                if (Shown(end).Length > 0 && !Ended.IsMatch(shown))
                {
                    yield return Fault(end, "no full stop");
                }
            }
        }

        string Fault(SyntaxNode node, string rule) =>
            $"{path}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {rule}: {node}";
    }

    /// <summary>The expressions that become a message or a remedy as they are.</summary>
    private static IEnumerable<ExpressionSyntax> Messages(SyntaxNode node) =>
        node switch
        {
            BaseObjectCreationExpressionSyntax creation
                when TypeOf(creation) is { } type
                    && type.EndsWith("Exception", StringComparison.Ordinal)
                    && !Inner.Contains(type) => (creation.ArgumentList?.Arguments ?? [])
                .Select(static a => a.Expression)
                .Where(static e => Ends(e).Any(IsSentence)),
            ConstructorInitializerSyntax { Parent: ConstructorDeclarationSyntax constructor } initializer
                when constructor.Identifier.Text.EndsWith("Exception", StringComparison.Ordinal) => initializer
                .ArgumentList.Arguments.Select(static a => a.Expression)
                .Where(static e => Ends(e).Any(IsSentence)),
            InvocationExpressionSyntax call => call.Expression.ToString() switch
            {
                "InvalidInputException.Value" => call.ArgumentList.Arguments.Skip(2).Select(static a => a.Expression),
                var name when name.Split('.').Last() is "WriteWarning" or "WriteVerbose" or "Warn" => call
                    .ArgumentList.Arguments.Take(1)
                    .Select(static a => a.Expression),
                _ => [],
            },
            PropertyDeclarationSyntax { Identifier.Text: "RecommendedAction", ExpressionBody: { } body } =>
            [
                body.Expression,
            ],
            _ => [],
        };

    private static bool IsSentence(ExpressionSyntax text) => Shown(text).Count(static c => c == ' ') > 1;

    private static string? TypeOf(BaseObjectCreationExpressionSyntax creation) =>
        creation switch
        {
            ObjectCreationExpressionSyntax named => named.Type.ToString().Split('.').Last(),
            _ => creation.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.ReturnType.ToString(),
        };

    /// <summary>The texts with which an expression can end.</summary>
    private static IEnumerable<ExpressionSyntax> Ends(ExpressionSyntax expression) =>
        expression switch
        {
            ConditionalExpressionSyntax choice => Ends(choice.WhenTrue).Concat(Ends(choice.WhenFalse)),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Ends(sum.Right),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => Ends(either.Right),
            ParenthesizedExpressionSyntax inner => Ends(inner.Expression),
            SwitchExpressionSyntax cases => cases.Arms.SelectMany(static arm => Ends(arm.Expression)),
            InvocationExpressionSyntax call
                when call.Expression.ToString() is "string.Format" or "FormattableString.Invariant" => call
                .ArgumentList.Arguments.Where(static a => Shown(a.Expression).Contains(' '))
                .Take(1)
                .SelectMany(static a => Ends(a.Expression)),
            LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
            or InterpolatedStringExpressionSyntax => [expression],
            _ => [],
        };

    /// <summary>What is joined to the front of the text with a plus.</summary>
    private static string Before(SyntaxNode text) =>
        text.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when sum.Right == text => Before(sum)
                + Whole(sum.Left),
            ParenthesizedExpressionSyntax inner => Before(inner),
            _ => "",
        };

    private static string Whole(ExpressionSyntax expression) =>
        expression switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Whole(sum.Left) + Whole(sum.Right),
            LiteralExpressionSyntax or InterpolatedStringExpressionSyntax => Shown(expression),
            _ => Hole,
        };

    /// <summary>A literal that is not a part of another one.</summary>
    private static bool IsWholeText(ExpressionSyntax expression) =>
        expression
            is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
                or InterpolatedStringExpressionSyntax;

    private static string Shown(ExpressionSyntax text) =>
        text switch
        {
            LiteralExpressionSyntax literal => Numbered.Replace(literal.Token.ValueText, Hole),
            InterpolatedStringExpressionSyntax holes => string.Concat(
                holes.Contents.Select(static part =>
                    part switch
                    {
                        InterpolatedStringTextSyntax plain => plain.TextToken.ValueText,
                        _ => Hole,
                    }
                )
            ),
            _ => "",
        };
}
