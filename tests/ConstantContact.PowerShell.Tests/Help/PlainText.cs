using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// What a page's Markdown says, for a console: no marks, and no line breaks but those that mean something. The shipped
/// help (MAML and about topics) is made by it and compared by it.
/// </summary>
internal static partial class PlainText
{
    /// <summary>The text with a blank line between its blocks.</summary>
    public static string Of(string markdown) =>
        string.Join("\n\n", Blocks(markdown).Select(b => string.Join('\n', b.Lines)));

    /// <summary>Paragraphs on one line each, list items likewise, code as it stands, table rows cell by cell.</summary>
    public static IEnumerable<PlainBlock> Blocks(string markdown)
    {
        string[] lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (int at = 0; at < lines.Length; )
        {
            string line = lines[at];
            if (string.IsNullOrWhiteSpace(line))
            {
                at++;
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, at + 1, l => l.StartsWith("```", StringComparison.Ordinal));
                yield return new PlainBlock(PlainKind.Code, lines[(at + 1)..end]);
                at = end + 1;
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                string[] code =
                [
                    .. lines.Skip(at).TakeWhile(l => l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal)),
                ];
                yield return new PlainBlock(
                    PlainKind.Code,
                    [.. string.Join('\n', code).TrimEnd('\n').Split('\n').Select(l => l.Length == 0 ? l : l[4..])]
                );
                at += code.Length;
            }
            else if (line.StartsWith('#'))
            {
                yield return new PlainBlock(
                    line.StartsWith("###", StringComparison.Ordinal) ? PlainKind.SubHeading : PlainKind.Heading,
                    [line.TrimStart('#').Trim()]
                );
                at++;
            }
            else
            {
                string[] block =
                [
                    .. lines
                        .Skip(at)
                        .TakeWhile(l =>
                            !string.IsNullOrWhiteSpace(l) && !l.StartsWith("```", StringComparison.Ordinal)
                        ),
                ];
                yield return line.StartsWith('|') ? Table(block)
                : Item().IsMatch(line) ? List(block)
                : new PlainBlock(PlainKind.Paragraph, [Inline(block)]);
                at += block.Length;
            }
        }
    }

    private static string Inline(IEnumerable<string> lines) =>
        Link()
            .Replace(string.Join(' ', lines.Select(l => l.Trim())), "${text}")
            .Replace("`", "", StringComparison.Ordinal)
            .Replace("**", "", StringComparison.Ordinal);

    private static PlainBlock List(string[] lines)
    {
        List<List<string>> items = [];
        foreach (string line in lines)
        {
            if (Item().IsMatch(line))
            {
                items.Add([]);
            }

            items[^1].Add(line);
        }

        return new PlainBlock(PlainKind.List, [.. items.Select(Inline)]);
    }

    // A console has no room for columns: the first cell names the row, the others follow with their headings.
    private static PlainBlock Table(string[] lines)
    {
        string[][] rows =
        [
            .. lines
                .Where(l => !Rule().IsMatch(l))
                .Select(l => l.Trim().Trim('|').Split(" | ").Select(c => Inline([c.Trim()])).ToArray()),
        ];
        string[] headings = rows[0];
        return new PlainBlock(
            PlainKind.Table,
            [
                .. rows.Skip(1)
                    .SelectMany(r =>
                        r.Skip(1)
                            .Select((cell, at) => headings.Length == 2 ? cell : $"{headings[at + 1]}: {cell}")
                            .Prepend(r[0])
                    ),
            ]
        )
        {
            Columns = headings.Length,
        };
    }

    [GeneratedRegex(@"^(-|\d+\.) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Item();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)]*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\|[\s:|-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();
}
