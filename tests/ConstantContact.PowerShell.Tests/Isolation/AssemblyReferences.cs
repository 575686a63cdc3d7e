using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>What the metadata of a folder's assemblies say, without loading one.</summary>
internal static class AssemblyReferences
{
    internal sealed record Shipped(string File, AssemblyName Name, IReadOnlyList<AssemblyName> References);

    internal static IReadOnlyList<Shipped> Read(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(ReadFile)
            .ToArray();

    private static Shipped ReadFile(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return new Shipped(
            Path.GetFileName(path),
            metadata.GetAssemblyDefinition().GetAssemblyName(),
            metadata
                .AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())
                .ToArray()
        );
    }
}
