using System;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>Whom the Windows PowerShell handler answers, and what.</summary>
public sealed class AssemblyResolveTests : IDisposable
{
    private const string Stj = "System.Text.Json, Version={0}, Culture={1}, PublicKeyToken=cc7b13ffcd2ddd51";

    private static readonly string Bin = Path.Combine(TestFiles.ModuleFolder, "bin", "net472");

    private readonly ModuleHost _host = ModuleHost.Open(TestFiles.ProbeCmdlets);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Every_reference_between_shipped_files_is_answered()
    {
        var files = AssemblyReferences.Read(Bin);
        var asked = 0;
        foreach (var file in files)
        {
            foreach (var reference in file.References.Where(r => files.Any(f => f.Name.Name == r.Name)))
            {
                Assert.Equal($"{reference.Name}.dll", Ask(reference.FullName, PathOf(file.File)));
                asked++;
            }
        }

        Assert.True(asked > files.Count, $"{asked} references of {files.Count} files");
    }

    [Theory]
    [InlineData("8.0.0.0", "neutral", "System.Text.Json.dll")]
    [InlineData("8.0.0.6", "neutral", "System.Text.Json.dll")]
    [InlineData("8.0.0.7", "neutral", "nobody")]
    [InlineData("9.0.0.0", "neutral", "nobody")]
    [InlineData("8.0.0.0", "de", "nobody")]
    public void Never_a_lower_version_and_no_satellites(string version, string culture, string answer) =>
        Assert.Equal(
            answer,
            Ask(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, Stj, version, culture),
                PathOf("ConstantContact.Core.dll")
            )
        );

    [Fact]
    public void Another_modules_request_is_not_ours() =>
        Assert.Equal(
            "nobody",
            Ask(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, Stj, "8.0.0.0", "neutral"),
                Path.Combine(Path.GetTempPath(), "Other.dll")
            )
        );

    [Fact]
    public void Code_without_a_file_is_not_ours() =>
        Assert.Equal(
            "nobody",
            Ask(string.Format(System.Globalization.CultureInfo.InvariantCulture, Stj, "8.0.0.0", "neutral"), "")
        );

    [Fact]
    public void A_request_whose_author_the_runtime_does_not_know_is_answered() =>
        Assert.Equal(
            "ConstantContact.Core.dll",
            _host
                .Run(
                    "param($f) Resolve-Shipped -Folder $f -Asked 'ConstantContact.Core'",
                    Path.Combine(Bin, "dependencies")
                )
                .Single<string>()
        );

    [Fact]
    public void Another_key_is_another_assembly() =>
        Assert.Equal(
            "nobody",
            Ask(
                "System.Text.Json, Version=8.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
                PathOf("ConstantContact.Core.dll")
            )
        );

    private static string PathOf(string file) =>
        Directory.EnumerateFiles(Bin, file, SearchOption.AllDirectories).Single();

    private string Ask(string reference, string requester) =>
        _host
            .Run(
                "param($f, $a, $r) Resolve-Shipped -Folder $f -Asked $a -Requester $r",
                Path.Combine(Bin, "dependencies"),
                reference,
                requester
            )
            .Succeeded()
            .Single<string>();
}
