using System.Security.Cryptography;

namespace ConstantContact.Core.Auth;

/// <summary>
/// The Data Protection API of Windows. Only the same user on the same machine can read what it wrote.
/// </summary>
#if NET
[System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
internal sealed class WindowsProtector : IDataProtector
{
    public string Name => "dpapi";

    public byte[] Protect(byte[] plain) =>
        ProtectedData.Protect(plain, optionalEntropy: null, DataProtectionScope.CurrentUser);

    public byte[] Unprotect(byte[] content) =>
        ProtectedData.Unprotect(content, optionalEntropy: null, DataProtectionScope.CurrentUser);
}
