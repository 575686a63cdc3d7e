using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>The help file of the cmdlets, which PlatyPS makes from the pages and the module ships.</summary>
internal sealed class MamlFile
{
    private const string Placeholder = "\u0080";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XDocument _document;

    private MamlFile(XDocument document)
    {
        _document = document;
        Commands = document
            .Root!.Elements(Command + "command")
            .ToDictionary(
                c => c.Element(Command + "details")!.Element(Command + "name")!.Value,
                StringComparer.Ordinal
            );
    }

    public IReadOnlyDictionary<string, XElement> Commands { get; }

    public static MamlFile Read(string path) => new(XDocument.Load(path));

    /// <summary>
    /// PlatyPS leaves the Markdown marks and line breaks in the texts, puts an example's code with its fence into the
    /// introduction, and writes a control character where a line is to be blank. Here they become what the engine's
    /// views expect.
    /// </summary>
    public static MamlFile FromPlatyPS(string path)
    {
        MamlFile made = Read(path);
        foreach (XElement example in made._document.Descendants(Command + "example"))
        {
            XElement introduction = example.Element(Maml + "introduction")!;
            HelpExample written = new("", string.Join("\n\n", Texts(introduction).Where(t => t != Placeholder)));
            introduction.RemoveNodes();
            example.Element(Dev + "code")!.Value = written.Script;
            // The empty paragraph is the line before the next example.
            example
                .Element(Dev + "remarks")!
                .Add(new XElement(Maml + "para", written.Remarks), new XElement(Maml + "para"));
        }

        foreach (XElement paragraph in made._document.Descendants(Maml + "para"))
        {
            paragraph.Value = PlainText.Of(paragraph.Value);
        }

        return made;
    }

    public void Save(string path)
    {
        // Windows PowerShell 5.1 reads a file without a byte order mark in the system's code page: all is ASCII.
        XmlWriterSettings settings = new()
        {
            Indent = true,
            NewLineChars = "\n",
            Encoding = Encoding.ASCII,
        };
        using XmlWriter writer = XmlWriter.Create(path, settings);
        _document.Save(writer);
    }

    /// <summary>What the file says of a cmdlet, one line for each thing that a page says too.</summary>
    public IEnumerable<string> Statements(string cmdlet)
    {
        XElement command = Commands[cmdlet];
        yield return $"SYNOPSIS: {Text(command.Element(Command + "details")!.Element(Maml + "description"))}";
        yield return $"DESCRIPTION: {Text(command.Element(Maml + "description"))}";
        yield return $"NOTES: {Text(command.Element(Maml + "alertSet")?.Element(Maml + "alert"))}";
        foreach (
            XElement type in command
                .Descendants()
                .Where(e => e.Name == Command + "inputType" || e.Name == Command + "returnValue")
        )
        {
            yield return $"{type.Name.LocalName}: {type.Element(Dev + "type")!.Element(Maml + "name")!.Value}: {Text(type.Element(Maml + "description"))}";
        }

        foreach (XElement example in command.Descendants(Command + "example"))
        {
            yield return $"EXAMPLE: {example.Element(Maml + "title")!.Value.Trim('-', ' ')}\n{example.Element(Dev + "code")!.Value}\n{Text(example.Element(Dev + "remarks"))}";
        }

        foreach (XElement parameter in command.Element(Command + "parameters")?.Elements(Command + "parameter") ?? [])
        {
            yield return $"-{parameter.Element(Maml + "name")!.Value}: {Text(parameter.Element(Maml + "description"))}\n"
                + $"{parameter.Element(Dev + "type")!.Element(Maml + "name")!.Value}; {parameter.Attribute("aliases")!.Value}; {parameter.Attribute("required")!.Value}";
        }
    }

    private static string Text(XElement? element) =>
        element is null ? "" : string.Join("\n\n", Texts(element).Where(t => t.Length > 0));

    private static IEnumerable<string> Texts(XElement element) => element.Elements(Maml + "para").Select(p => p.Value);
}
