using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// The rules of the Windows PowerShell handler, kept apart from the event so that they can be tested where there is no
/// Windows PowerShell.
/// </summary>
/// <remarks>
/// This code runs while an assembly is being looked for. It may use mscorlib, System and System.Core only: anything
/// else would have to be found by the handler itself.
/// </remarks>
internal sealed class ShippedAssemblies
{
    private readonly Dictionary<string, KeyValuePair<AssemblyName, string>> _byName = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly HashSet<string> _ownFiles = new(StringComparer.OrdinalIgnoreCase);

    internal ShippedAssemblies(string directory)
    {
        foreach (var path in Directory.Exists(directory) ? Directory.GetFiles(directory, "*.dll") : [])
        {
            var name = AssemblyName.GetAssemblyName(path);
            _byName[name.Name!] = new(name, path);
            _ownFiles.Add(Path.GetFullPath(path));
        }

        foreach (
            var path in Directory.Exists(directory)
                ? Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(directory))!, "*.dll")
                : []
        )
        {
            _ownFiles.Add(Path.GetFullPath(path));
        }
    }

    /// <summary>The file to load for <paramref name="asked"/>, or null for "not our business".</summary>
    /// <param name="asked">The reference that did not bind.</param>
    /// <param name="requesterPath"> The file that asks; null where the runtime does not say (a type name resolved at
    /// run time); empty for code without a file. </param>
    internal string? Answer(AssemblyName asked, string? requesterPath)
    {
        if (
            requesterPath is not null
            && (requesterPath.Length == 0 || !_ownFiles.Contains(Path.GetFullPath(requesterPath)))
        )
        {
            return null;
        }

        if (asked.Name is null || !_byName.TryGetValue(asked.Name, out var shipped))
        {
            return null;
        }

        var sameKey = asked.GetPublicKeyToken() is not { } key || Text(key) == Text(shipped.Key.GetPublicKeyToken());
        var lower = asked.Version is not null && shipped.Key.Version! < asked.Version;
        var satellite = !string.IsNullOrEmpty(asked.CultureName);
        return sameKey && !lower && !satellite ? shipped.Value : null;
    }

    // As text: SequenceEqual on arrays is MemoryExtensions' in this language version, and so System.Memory's, which
    // only this handler can find.
    private static string Text(byte[]? key) => BitConverter.ToString(key ?? []);
}
