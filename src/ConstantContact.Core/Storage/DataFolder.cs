using System.IO;

namespace ConstantContact.Core.Storage;

/// <summary>
/// The one folder in which the module keeps what must outlive a process: the allowance's count, the journals of runs,
/// saved sign-ins. Each user has one of their own; nothing in it is for others.
/// </summary>
public sealed class DataFolder
{
    /// <summary>
    /// The environment variable that names the folder; the platform's place for a user's data without it.
    /// </summary>
    public const string Variable = "CONSTANTCONTACT_HOME";

    public DataFolder(string root) => Root = System.IO.Path.GetFullPath(root);

    /// <summary>The folder that the environment names now.</summary>
    public static DataFolder Current =>
        new(
            Environment.GetEnvironmentVariable(Variable) is { } named && !string.IsNullOrWhiteSpace(named)
                ? named.Trim()
                : PlatformFolder()
        );

    public string Root { get; }

    /// <summary>The path of something in the folder; makes nothing.</summary>
    public string PathOf(params string[] parts)
    {
        var path = Root;
        foreach (var part in parts)
        {
            path = System.IO.Path.Combine(path, part);
        }

        return path;
    }

    /// <summary>Makes a folder in it, readable by the owner only, and returns its path.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made; or others can write to it, or it is a
    /// link.</exception>
    public string Make(params string[] parts)
    {
        OwnerOnly.CreateDirectory(Root);
        OwnerOnly.RefuseUnsafe(Root, mayBeLink: true);
        var path = Root;
        foreach (var part in parts)
        {
            path = System.IO.Path.Combine(path, part);
            OwnerOnly.CreateDirectory(path);
            OwnerOnly.RefuseUnsafe(path, mayBeLink: false);
        }

        return path;
    }

    public override string ToString() => Root;

    // Local, never roaming: counts and locks belong to one machine. On Linux XDG_DATA_HOME or ~/.local/share. An
    // account without a home (a service) gets the temporary folder, under its own name.
    private static string PlatformFolder()
    {
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        );
        return data.Length > 0
            ? System.IO.Path.Combine(data, "ConstantContact.PowerShell")
            : System.IO.Path.Combine(
                System.IO.Path.GetTempPath(),
                "ConstantContact.PowerShell-" + Environment.UserName
            );
    }
}
