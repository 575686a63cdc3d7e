using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// An about topic as <c>Get-Help</c> shows it: plain text of at most 80 columns, made from the page in docs/en-US. The
/// engine takes line 5 of the file as the topic's synopsis, which is why the short description is a single line.
/// </summary>
internal static class AboutTopic
{
    public const int Width = 80;

    public static string Render(string markdown)
    {
        StringBuilder text = new();
        foreach (PlainBlock block in PlainText.Blocks(markdown))
        {
            if (text.Length == 0)
            {
                text.Append("TOPIC\n    ").Append(block.Lines[0]).Append("\n\n");
                continue;
            }

            foreach (string line in Layout(block))
            {
                text.Append(line.TrimEnd()).Append('\n');
            }

            if (block.Kind != PlainKind.Heading)
            {
                text.Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<string> Layout(PlainBlock block) =>
        block.Kind switch
        {
            PlainKind.Heading => block.Lines,
            PlainKind.SubHeading => block.Lines.Select(l => "  " + l),
            PlainKind.Code => block.Lines.Select(l => "      " + l),
            PlainKind.List => block.Lines.SelectMany(l =>
                Wrap(l, "    ", new string(' ', 4 + l.IndexOf(' ', StringComparison.Ordinal) + 1))
            ),
            PlainKind.Table => block.Lines.SelectMany(
                (l, at) => at % block.Columns == 0 ? Wrap(l, "    ", "    ") : Wrap(l, "        ", "        ")
            ),
            _ => block.Lines.SelectMany(l => Wrap(l, "    ", "    ")),
        };

    private static IEnumerable<string> Wrap(string text, string first, string next)
    {
        StringBuilder line = new(first);
        int start = first.Length;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > start && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(next);
                start = next.Length;
            }

            line.Append(line.Length > start ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
