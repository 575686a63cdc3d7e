using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// Every type and member that a file for Windows PowerShell refers to exists: in .NET Framework 4.7.2, in
/// PowerShellStandard or in another shipped file. Otherwise, a user would find a missing member at its first use.
/// </summary>
public sealed class MemberReferenceTests : IDisposable
{
    private static readonly string Bin = Path.Combine(TestFiles.ModuleFolder, "bin", "net472");

    private readonly MetadataWorld _world = new(
        [
            .. Directory.EnumerateFiles(TestFiles.Net472References, "*.dll"),
            .. Directory.EnumerateFiles(Path.Combine(TestFiles.Net472References, "Facades"), "*.dll"),
            TestFiles.PowerShellStandard,
        ],
        Files
    );

    public static TheoryData<string> ShippedFiles => new(Files.Select(file => Path.GetFileName(file)));

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Bin, "*.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public void Dispose() => _world.Dispose();

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void Every_type_and_member_that_a_shipped_file_refers_to_exists(string file) =>
        Assert.Empty(_world.Unmet(File.ReadAllBytes(Files.Single(path => Path.GetFileName(path) == file))));

    /// <summary>The negative control: a changed name of one member of the same file is found.</summary>
    [Fact]
    public void A_member_that_does_not_exist_is_found()
    {
        byte[] image = File.ReadAllBytes(Path.Combine(Bin, "dependencies", "ConstantContact.Core.dll"));

        Rename(image, "ConfigureAwait", "ConfigureAwaiT");

        IReadOnlyList<string> unmet = _world.Unmet(image);
        Assert.Contains("member [mscorlib]System.Threading.Tasks.Task`1<!0>::ConfigureAwaiT", unmet);
        Assert.All(unmet, reference => Assert.EndsWith("::ConfigureAwaiT", reference, StringComparison.Ordinal));
    }

    /// <summary>The same for a type.</summary>
    [Fact]
    public void A_type_that_does_not_exist_is_found()
    {
        byte[] image = File.ReadAllBytes(Path.Combine(Bin, "dependencies", "ConstantContact.Core.dll"));

        Rename(image, "HttpClient", "HttpClienT");

        Assert.Contains("type [netstandard]System.Net.Http.HttpClienT", _world.Unmet(image));
    }

    // Names are stored once, end with a zero and begin after one, or share the end of a longer one.
    private static void Rename(byte[] image, string name, string other)
    {
        using PEReader file = new(new MemoryStream(image));
        MetadataReader metadata = file.GetMetadataReader();
        int offset = metadata
            .MemberReferences.Select(handle => metadata.GetMemberReference(handle).Name)
            .Concat(metadata.TypeReferences.Select(handle => metadata.GetTypeReference(handle).Name))
            .Where(handle => metadata.StringComparer.Equals(handle, name))
            .Select(handle => metadata.GetHeapOffset(handle))
            .First();
        int start = file.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.String) + offset;
        Assert.Equal(name, Encoding.UTF8.GetString(image, start, name.Length));
        Encoding.UTF8.GetBytes(other).CopyTo(image, start);
    }
}
