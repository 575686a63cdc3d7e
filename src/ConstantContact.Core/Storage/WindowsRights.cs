using System.IO;
using System.Security.AccessControl;
using System.Security.Principal;

namespace ConstantContact.Core.Storage;

/// <summary>
/// Folders of Windows that the user, the system and the administrators have rights to, whatever the folder above says.
/// </summary>
#if NET
[System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
internal static class WindowsRights
{
    /// <summary>
    /// Makes the folder, and those above it, where they are missing; one that is there keeps its rights.
    /// </summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        using var user = WindowsIdentity.GetCurrent();
        new DirectoryInfo(path).Create(OwnersFolder(user.User!));
    }

    /// <summary>
    /// Full control for three, passed on to all that is made in the folder; nothing taken over from the folder above.
    /// </summary>
    internal static DirectorySecurity OwnersFolder(SecurityIdentifier user)
    {
        var rights = new DirectorySecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (
            var who in new[]
            {
                user,
                new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
                new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
            }
        )
        {
            rights.AddAccessRule(
                new FileSystemAccessRule(
                    who,
                    FileSystemRights.FullControl,
                    InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                    PropagationFlags.None,
                    AccessControlType.Allow
                )
            );
        }

        return rights;
    }
}
