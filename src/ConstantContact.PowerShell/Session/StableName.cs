using ConstantContact.Core.Base;

namespace ConstantContact.PowerShell.Session;

/// <summary>Creates a file name for any parts. The same parts always give the same name.</summary>
internal static class StableName
{
    internal static string Of(params string[] parts) => Digest.Of(string.Join("\n", parts), bytes: 12);
}
