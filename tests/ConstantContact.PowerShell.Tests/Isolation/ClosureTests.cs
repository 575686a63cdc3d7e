using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// Every reference of every shipped file leads to a shipped file or to the framework. This is how Windows PowerShell is
/// guarded where there is none to run.
/// </summary>
public sealed class ClosureTests
{
    // Provided by the engine itself; PowerShellStandard is its reference assembly.
    private const string Engine = "System.Management.Automation";

    private static readonly IReadOnlyList<AssemblyReferences.Shipped> Net8 = AssemblyReferences.Read(
        Path.Combine(TestFiles.ModuleFolder, "bin", "net8.0")
    );

    private static readonly IReadOnlyList<AssemblyReferences.Shipped> Net472 = AssemblyReferences.Read(
        Path.Combine(TestFiles.ModuleFolder, "bin", "net472")
    );

    [Fact]
    public void On_net8_every_reference_is_shipped_or_the_frameworks()
    {
        // The shared framework of this process: a later one, which has all the names of an earlier.
        HashSet<string> framework = Directory
            .EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Empty(Unmet(Net8, framework));
    }

    [Fact]
    public void On_net472_every_reference_is_shipped_or_the_frameworks() =>
        Assert.Empty(Unmet(Net472, Net472Framework().Keys));

    [Fact]
    public void On_net472_nothing_asks_the_framework_for_more_than_it_has()
    {
        Dictionary<string, Version> framework = Net472Framework();

        Assert.Empty(
            from file in Net472
            from reference in file.References
            where
                !Net472.Any(shipped => shipped.Name.Name == reference.Name)
                && framework.TryGetValue(reference.Name!, out Version? version)
                && reference.Version > version
            select $"{file.File} -> {reference}, the framework has {framework[reference.Name!]}"
        );
    }

    [Fact]
    public void On_net8_every_reference_to_a_shipped_file_asks_for_its_version() => Assert.Empty(Mismatches(Net8));

    /// <summary>
    /// powershell.exe reads no binding redirects of ours, so each of these comes to <c>AssemblyResolveHook</c>. Pinned,
    /// so that a change of packages shows what it does to Windows PowerShell.
    /// </summary>
    [Fact]
    public void On_net472_the_version_mismatches_are_those_known_and_all_ask_for_less_than_is_shipped()
    {
        IReadOnlyList<string> mismatches = Mismatches(Net472);

        const string known = """
            ConstantContact.Core.dll asks System.Buffers 4.0.2.0, shipped 4.0.3.0
            ConstantContact.Core.dll asks System.Text.Json 8.0.0.0, shipped 8.0.0.6
            Polly.Core.dll asks Microsoft.Bcl.AsyncInterfaces 6.0.0.0, shipped 8.0.0.0
            Polly.Core.dll asks Microsoft.Bcl.TimeProvider 8.0.0.0, shipped 8.0.0.1
            Polly.Core.dll asks System.Runtime.CompilerServices.Unsafe 4.0.4.1, shipped 6.0.0.0
            System.Memory.dll asks System.Runtime.CompilerServices.Unsafe 4.0.4.1, shipped 6.0.0.0
            System.Threading.Tasks.Extensions.dll asks System.Runtime.CompilerServices.Unsafe 4.0.4.1, shipped 6.0.0.0
            """;
        string actual = string.Join('\n', mismatches);
        Assert.True(known.ReplaceLineEndings("\n") == actual, actual);
        Assert.All(
            from file in Net472
            from reference in file.References
            join shipped in Net472 on reference.Name equals shipped.Name.Name
            select (Asked: reference.Version!, Shipped: shipped.Name.Version!),
            edge => Assert.True(edge.Asked <= edge.Shipped)
        );
    }

    /// <summary>
    /// Assemblies that define their own copies of framework types instead of forwarding to them come from a
    /// netstandard2.0 publish.
    /// </summary>
    [Fact]
    public void On_net472_the_cmdlets_refer_to_mscorlib_and_not_to_netstandard()
    {
        AssemblyReferences.Shipped cmdlets = Assert.Single(
            Net472,
            file => file.Name.Name == "ConstantContact.PowerShell"
        );

        Assert.Contains(cmdlets.References, reference => reference.Name == "mscorlib");
        Assert.DoesNotContain(cmdlets.References, reference => reference.Name == "System.Runtime");
    }

    [Fact]
    public void On_net8_the_cmdlets_refer_to_Core_and_to_nothing_else_that_is_shipped()
    {
        AssemblyReferences.Shipped cmdlets = Assert.Single(
            Net8,
            file => file.Name.Name == "ConstantContact.PowerShell"
        );

        Assert.Equal(
            ["ConstantContact.Core"],
            cmdlets
                .References.Select(reference => reference.Name!)
                .Where(name => Net8.Any(file => file.Name.Name == name))
        );
    }

    [Fact]
    public void The_cmdlets_alone_stand_beside_the_dependencies_folder()
    {
        foreach (string framework in new[] { "net8.0", "net472" })
        {
            string bin = Path.Combine(TestFiles.ModuleFolder, "bin", framework);
            Assert.Equal(
                ["ConstantContact.PowerShell.dll"],
                Directory.EnumerateFiles(bin, "*.dll").Select(file => Path.GetFileName(file))
            );
            Assert.True(File.Exists(Path.Combine(bin, "dependencies", "ConstantContact.Core.dll")));
        }
    }

    private static List<string> Unmet(IReadOnlyList<AssemblyReferences.Shipped> files, IEnumerable<string> framework)
    {
        HashSet<string> known = files
            .Select(file => file.Name.Name!)
            .Concat(framework)
            .Append(Engine)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return files
            .SelectMany(file =>
                file.References.Where(reference => !known.Contains(reference.Name!))
                    .Select(reference => $"{file.File} -> {reference}")
            )
            .ToList();
    }

    private static List<string> Mismatches(IReadOnlyList<AssemblyReferences.Shipped> files) =>
        (
            from file in files
            from reference in file.References
            join shipped in files on reference.Name equals shipped.Name.Name
            where reference.Version != shipped.Name.Version
            select $"{file.File} asks {reference.Name} {reference.Version}, shipped {shipped.Name.Version}"
        )
            .Order(StringComparer.Ordinal)
            .ToList();

    private static Dictionary<string, Version> Net472Framework()
    {
        Assert.True(Directory.Exists(TestFiles.Net472References), TestFiles.Net472References);
        return Directory
            .EnumerateFiles(TestFiles.Net472References, "*.dll")
            .Concat(Directory.EnumerateFiles(Path.Combine(TestFiles.Net472References, "Facades"), "*.dll"))
            .Select(ManagedName)
            .OfType<AssemblyName>()
            .ToDictionary(name => name.Name!, name => name.Version!, StringComparer.OrdinalIgnoreCase);
    }

    // The folder has a netmodule or two.
    private static AssemblyName? ManagedName(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
