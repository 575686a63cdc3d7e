using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// What a person writes on a cmdlet's help page (the markdown schema of Microsoft.PowerShell.PlatyPS 1.0). The rest of
/// the page, syntax and the facts of each parameter, is <see cref="HelpPageWriter"/>'s.
/// </summary>
internal sealed class HelpPage
{
    private readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _facts = new(StringComparer.OrdinalIgnoreCase);

    private HelpPage(string text)
    {
        Text = text;
        Date = Line(text, "ms.date:") ?? "11/25/2026";
        foreach ((string name, string body) in Split(text, "## "))
        {
            _sections[name] = body;
        }

        foreach ((string name, string body) in Split(Section("PARAMETERS"), "### "))
        {
            if (name.StartsWith('-'))
            {
                int facts = body.IndexOf("```yaml", StringComparison.Ordinal);
                _parameters[name[1..]] = (facts < 0 ? body : body[..facts]).Trim();
                _facts[name[1..]] = facts < 0 ? "" : body[facts..];
            }
        }

        Examples = [.. Split(Section("EXAMPLES"), "### ").Select(e => new HelpExample(e.Name, e.Body))];
    }

    /// <summary>The page as it stands in the file.</summary>
    public string Text { get; }

    public string Date { get; }

    public IReadOnlyList<HelpExample> Examples { get; }

    public IEnumerable<string> ParameterNames => _parameters.Keys;

    public static string PathOf(string cmdlet) =>
        Path.Combine(TestFiles.RepositoryRoot, "docs", "en-US", cmdlet + ".md");

    /// <summary>An empty page where there is none.</summary>
    public static HelpPage Read(string cmdlet) =>
        new(File.Exists(PathOf(cmdlet)) ? File.ReadAllText(PathOf(cmdlet)).ReplaceLineEndings("\n") : "");

    public string Section(string name) => _sections.GetValueOrDefault(name, "");

    public string Parameter(string name) => _parameters.GetValueOrDefault(name, "");

    public string DefaultOf(string name) => Line(_facts.GetValueOrDefault(name, ""), "DefaultValue: ") ?? "''";

    /// <summary>What the page says, line by line as <see cref="MamlFile.Statements"/> has it.</summary>
    public IEnumerable<string> Statements()
    {
        yield return $"SYNOPSIS: {PlainText.Of(Section("SYNOPSIS"))}";
        yield return $"DESCRIPTION: {PlainText.Of(Section("DESCRIPTION"))}";
        yield return $"NOTES: {PlainText.Of(Section("NOTES"))}";
        foreach (
            (string section, string kind) in ((string, string)[])[("INPUTS", "inputType"), ("OUTPUTS", "returnValue")]
        )
        {
            foreach ((string type, string text) in Split(Section(section), "### "))
            {
                yield return $"{kind}: {type}: {PlainText.Of(text)}";
            }
        }

        foreach (HelpExample example in Examples)
        {
            yield return $"EXAMPLE: {example.Title}\n{example.Script}\n{PlainText.Of(example.Remarks)}";
        }

        foreach ((string name, string text) in _parameters)
        {
            string facts = _facts[name];
            string aliases = string.Join(
                ", ",
                facts
                    .Split('\n')
                    .SkipWhile(l => !l.StartsWith("Aliases:", StringComparison.Ordinal))
                    .Skip(1)
                    .TakeWhile(l => l.StartsWith("- ", StringComparison.Ordinal))
                    .Select(l => l[2..])
            );
            yield return $"-{name}: {PlainText.Of(text)}\n"
                + $"{Line(facts, "Type: ")}; {(aliases.Length == 0 ? "none" : aliases)}; {(facts.Contains("IsRequired: true", StringComparison.Ordinal) ? "true" : "false")}";
        }
    }

    /// <summary>The parts under headings of one depth; lines in code fences are no headings.</summary>
    private static IEnumerable<(string Name, string Body)> Split(string text, string mark)
    {
        string? name = null;
        List<string> body = [];
        bool isCode = false;
        foreach (string line in text.Split('\n'))
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                if (name is not null)
                {
                    yield return (name, string.Join('\n', body).Trim());
                }

                name = line[mark.Length..].Trim();
                body = [];
            }
            else
            {
                body.Add(line);
            }
        }

        if (name is not null)
        {
            yield return (name, string.Join('\n', body).Trim());
        }
    }

    private static string? Line(string text, string start) =>
        text.Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim();
}
