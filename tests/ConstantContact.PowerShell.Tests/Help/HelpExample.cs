using System;
using System.Collections.Generic;
using System.Linq;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>One example of a page: a title, and a script in one or more fences.</summary>
internal sealed class HelpExample
{
    private const string Fence = "```powershell";

    public HelpExample(string title, string body)
    {
        Title = title;
        Body = body;
        Script = string.Join('\n', Scripts(body)).Trim();
        Remarks = WithoutScripts(body);
    }

    public string Title { get; }

    public string Body { get; }

    public string Script { get; }

    /// <summary>What is written outside the fences.</summary>
    public string Remarks { get; }

    public bool IsPipeline => Script.Contains(" | ", StringComparison.Ordinal);

    /// <summary>What a text says in fences of PowerShell; also for pages that are no cmdlet's.</summary>
    public static IEnumerable<string> Scripts(string markdown)
    {
        List<string>? script = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (script is null && line.TrimEnd() == Fence)
            {
                script = [];
            }
            else if (script is not null && line.StartsWith("```", StringComparison.Ordinal))
            {
                yield return string.Join('\n', script);
                script = null;
            }
            else
            {
                script?.Add(line);
            }
        }
    }

    private static string WithoutScripts(string markdown)
    {
        bool isCode = false;
        return string.Join(
                '\n',
                markdown
                    .Split('\n')
                    .Where(line =>
                    {
                        bool isFence = line.StartsWith("```", StringComparison.Ordinal);
                        isCode ^= isFence;
                        return !isCode && !isFence;
                    })
            )
            .Trim();
    }

    public override string ToString() => Title;
}
