using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>
/// docs/endpoints.md against the emulator's routes, the module's API classes, and the cmdlets that there are.
/// </summary>
public sealed class EndpointListTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Row[] Rows = [.. Read()];

    [Fact]
    public void The_list_and_the_emulator_know_the_same_endpoints()
    {
        string[] routes =
        [
            .. Sources("ConstantContact.Emulator")
                .SelectMany(text =>
                    Regex.Matches(
                        text,
                        """\.Map\(\s*"(?<method>[A-Z]+)",\s*"/v3/(?<path>[^"]+)""",
                        RegexOptions.ExplicitCapture,
                        Patience
                    )
                )
                .Select(m => $"{m.Groups["method"].Value} /{Holes(m.Groups["path"].Value)}"),
        ];

        Assert.NotEmpty(routes);
        Assert.Equal(
            routes.Order(StringComparer.Ordinal),
            Rows.Select(r => $"{r.Method} {Holes(r.Path)}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Only_endpoints_with_their_own_cmdlet_have_a_path_in_the_module()
    {
        string[] paths =
        [
            .. Sources(Path.Combine("ConstantContact.Core", "Api"))
                .SelectMany(text =>
                    Regex.Matches(
                        text,
                        "\"(?<path>(?:contacts|contact_lists|contact_tags|contact_custom_fields|contact_exports|activities|segments|reports)(?:/[a-z_/{}]+)?|account/[a-z_/{}]+)\"",
                        RegexOptions.ExplicitCapture,
                        Patience
                    )
                )
                .Select(m => "/" + Holes(m.Groups["path"].Value))
                .Distinct(StringComparer.Ordinal),
        ];

        Assert.Empty(Rows.Where(r => r.HasOwn).Select(r => Holes(r.Path)).Except(paths, StringComparer.Ordinal));
        Assert.Empty(paths.Except(Rows.Where(r => r.HasOwn).Select(r => Holes(r.Path)), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_in_the_list_exists_and_every_gap_has_a_reason()
    {
        using ModuleHost host = ModuleHost.Open();
        string[] cmdlets =
        [
            .. host.Run("(Get-Module ConstantContact).ExportedCmdlets.Keys")
                .Succeeded()
                .Output.Select(o => o.ToString()!),
        ];

        Assert.Empty(Rows.Select(r => r.Cmdlet).Except(cmdlets, StringComparer.Ordinal));
        Assert.All(Rows, r => Assert.Equal(r.HasOwn, r.Reason.Length == 0));
    }

    private static IEnumerable<Row> Read() =>
        from line in File.ReadAllLines(Path.Combine(TestFiles.RepositoryRoot, "docs", "endpoints.md"))
        let cells = line.Split('|').Select(c => c.Trim()).ToArray()
        where cells.Length == 6 && cells[2].StartsWith('/')
        select new Row(cells[1], cells[2], cells[3].Trim('`'), cells[4]);

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .GetFiles(Path.Combine(TestFiles.RepositoryRoot, "src", folder), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                !path.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            )
            .Select(File.ReadAllText);

    private static string Holes(string path) => Regex.Replace(path, @"\{[^}]*\}", "{}", RegexOptions.None, Patience);

    private sealed record Row(string Method, string Path, string Cmdlet, string Reason)
    {
        public bool HasOwn => Cmdlet != "Invoke-CcRequest";
    }
}
