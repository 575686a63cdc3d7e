using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>Renders a page from what a person wrote and what the engine knows of the cmdlet.</summary>
internal static class HelpPageWriter
{
    private const int Width = 100;

    /// <summary>Said the same on every page unless the page says something of its own.</summary>
    private static readonly Dictionary<string, string> StandardTexts = new(StringComparer.Ordinal)
    {
        ["Confirm"] = "Prompts you for confirmation before running the cmdlet.",
        ["WhatIf"] = "Shows what would be sent, and sends no write. Reads that the preview needs are made.",
        ["Connection"] =
            "The account to talk to, from `Connect-CcAccount -PassThru`. Without it, the one that `Connect-CcAccount` made the default of this runspace.",
    };

    /// <summary>Where <c>Get-Help -Online</c> leads: the pages of the project that the manifest names.</summary>
    private static readonly string Online =
        Regex
            .Match(
                File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot, "ConstantContact.psd1")),
                @"ProjectUri\s*=\s*'(?<it>[^']+)'",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            )
            .Groups["it"]
            .Value + "/blob/main/docs/en-US";

    internal static string Render(CmdletInfo cmdlet, HelpPage page)
    {
        StringBuilder text = new();
        text.Append(
            $"""
            ---
            document type: cmdlet
            external help file: ConstantContact.PowerShell.dll-Help.xml
            HelpUri: {Online}/{cmdlet.Name}.md
            Locale: en-US
            Module Name: ConstantContact
            ms.date: {page.Date}
            PlatyPS schema version: 2024-05-01
            title: {cmdlet.Name}
            ---

            # {cmdlet.Name}

            ## SYNOPSIS

            {page.Section("SYNOPSIS")}

            ## SYNTAX


            """
        );
        foreach (CommandParameterSetInfo set in cmdlet.ParameterSets)
        {
            text.Append(
                $"### {set.Name}{(set.IsDefault && cmdlet.ParameterSets.Count > 1 ? " (Default)" : "")}\n\n```\n{Syntax(cmdlet, set)}\n```\n\n"
            );
        }

        text.Append("## ALIASES\n\nThis cmdlet has no aliases.\n\n");
        text.Append($"## DESCRIPTION\n\n{page.Section("DESCRIPTION")}\n\n## EXAMPLES\n\n");
        foreach (HelpExample example in page.Examples)
        {
            text.Append($"### {example.Title}\n\n{example.Body}\n\n");
        }

        text.Append("## PARAMETERS\n\n");
        foreach (string name in Names(cmdlet))
        {
            string said = page.Parameter(name) is { Length: > 0 } own ? own : StandardTexts.GetValueOrDefault(name, "");
            text.Append($"### -{name}\n\n{said}\n\n```yaml\n{Facts(cmdlet, name, page.DefaultOf(name))}```\n\n");
        }

        text.Append(
            $"""
            ### CommonParameters

            This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable,
            -InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable,
            -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see
            [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).

            ## INPUTS

            {page.Section("INPUTS")}

            ## OUTPUTS

            {page.Section("OUTPUTS")}

            ## NOTES

            {page.Section("NOTES")}

            ## RELATED LINKS

            {page.Section("RELATED LINKS")}

            """
        );
        return text.ToString();
    }

    /// <summary>The cmdlet's own parameters, and those of ShouldProcess and paging; not the common ones.</summary>
    internal static IReadOnlyList<string> Names(CmdletInfo cmdlet) =>
        [
            .. cmdlet
                .Parameters.Keys.Except(Cmdlet.CommonParameters, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static string Syntax(CmdletInfo cmdlet, CommandParameterSetInfo set)
    {
        string[] words = [cmdlet.Name, .. Words(set.ToString())];
        StringBuilder text = new();
        int column = 0;
        foreach (string word in words)
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(text.Length == 0 ? "" : " ").Append(word);
            column += word.Length + 1;
        }

        return text.ToString();
    }

    /// <summary>Cut at the blanks between parameters, not at those within brackets.</summary>
    private static IEnumerable<string> Words(string syntax)
    {
        StringBuilder word = new();
        int depth = 0;
        foreach (string part in syntax.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            word.Append(word.Length == 0 ? "" : " ").Append(part);
            depth += part.Count(c => c == '[') - part.Count(c => c == ']');

            // "-List <string[]>" without brackets around it belongs together as well.
            if (depth == 0 && !(part.StartsWith('-') && word.Length == part.Length))
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static string Facts(CmdletInfo cmdlet, string name, string defaultValue)
    {
        ParameterMetadata parameter = cmdlet.Parameters[name];
        StringBuilder text = new();
        text.Append($"Type: {TypeName(parameter.ParameterType)}\n");
        text.Append($"DefaultValue: {(parameter.SwitchParameter ? "False" : defaultValue)}\n");
        text.Append($"SupportsWildcards: {Bool(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())}\n");
        List(text, "Aliases", "", parameter.Aliases);
        text.Append("ParameterSets:\n");
        foreach ((string set, CommandParameterInfo info) in Sets(cmdlet, name))
        {
            text.Append($"- Name: {set}\n");
            text.Append(
                $"  Position: {(info.Position < 0 ? "Named" : info.Position.ToString(System.Globalization.CultureInfo.InvariantCulture))}\n"
            );
            text.Append($"  IsRequired: {Bool(info.IsMandatory)}\n");
            text.Append($"  ValueFromPipeline: {Bool(info.ValueFromPipeline)}\n");
            text.Append($"  ValueFromPipelineByPropertyName: {Bool(info.ValueFromPipelineByPropertyName)}\n");
            text.Append($"  ValueFromRemainingArguments: {Bool(info.ValueFromRemainingArguments)}\n");
        }

        text.Append("DontShow: false\n");
        List(text, "AcceptedValues", "", AcceptedValues(parameter));
        return text.Append("HelpMessage: ''\n").ToString();
    }

    private static IEnumerable<(string Set, CommandParameterInfo Info)> Sets(CmdletInfo cmdlet, string name)
    {
        (string Name, CommandParameterInfo Info)[] sets =
        [
            .. cmdlet
                .ParameterSets.Select(s => (s.Name, Info: s.Parameters.FirstOrDefault(p => p.Name == name)!))
                .Where(s => s.Info is not null),
        ];
        return cmdlet.Parameters[name].ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets)
            ? [("(All)", sets[0].Info)]
            : sets;
    }

    private static IEnumerable<string> AcceptedValues(ParameterMetadata parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault()?.ValidValues
            ?? (type.IsEnum ? Enum.GetNames(type) : []);
    }

    private static void List(StringBuilder text, string name, string indent, IEnumerable<string> values)
    {
        string[] all = [.. values];
        text.Append(all.Length == 0 ? $"{indent}{name}: []\n" : $"{indent}{name}:\n");
        foreach (string value in all)
        {
            text.Append($"{indent}- {value}\n");
        }
    }

    private static string TypeName(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? $"System.Nullable`1[{inner.FullName}]" : type.ToString();

    private static string Bool(bool value) => value ? "true" : "false";
}
