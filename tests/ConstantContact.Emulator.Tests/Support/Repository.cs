using System;
using System.IO;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>Files of the working tree, for tests that hold the docs against the code.</summary>
internal static class Repository
{
    internal static string Path(params string[] parts)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(root, "CcPowerShell.sln")))
        {
            root = System.IO.Path.GetDirectoryName(root)!;
        }

        return System.IO.Path.Combine([root, .. parts]);
    }
}
