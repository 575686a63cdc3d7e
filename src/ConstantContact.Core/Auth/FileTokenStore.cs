using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Keeps the sign-in in a file: encrypted for its user on Windows, readable only by its owner elsewhere.
/// </summary>
public sealed class FileTokenStore : ITokenStore
{
    private const long MaxBytes = 1024 * 1024;

    private readonly string _path;

    private readonly IDataProtector _protector;

    /// <param name="path">A full path.</param>
    public FileTokenStore(string path)
        : this(path, SystemProtector()) { }

    /// <param name="path">A full path.</param>
    /// <param name="protector">Protects the content of the file.</param>
    internal FileTokenStore(string path, IDataProtector protector)
    {
        _path = Path.GetFullPath(path);
        _protector = protector;
    }

    public string Description => $"file {_path}";

    // Beside the file, so that all processes that use the file share one lock, whatever their data folder.
    public string? LockPath => _path + ".lock";

    public bool OutlivesTheProcess => true;

    public Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        TokenFileGuard.Check(_path);
        return Task.FromResult(File.Exists(_path) ? Read() : null);
    }

    public Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        TokenFileGuard.Check(_path);
        Prepare();
        var root = new JsonObject
        {
            ["format"] = "ConstantContact.TokenFile",
            ["protection"] = _protector.Name,
            ["content"] = Convert.ToBase64String(_protector.Protect(Encoding.UTF8.GetBytes(text))),
        };
        DurableFile.Replace(_path, CcJson.ToUtf8(root));
        return Task.CompletedTask;
    }

    public Task ClearAsync(CancellationToken cancellationToken)
    {
        TokenFileGuard.Check(_path);
        DurableFile.Delete(_path);
        return Task.CompletedTask;
    }

    private static IDataProtector SystemProtector() =>
#if NET
        OperatingSystem.IsWindows() ? new WindowsProtector() : new PlainProtector();
#else
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new WindowsProtector() : new PlainProtector();
#endif

    /// <summary>Creates the folder for the lock and the file.</summary>
    internal void Prepare() => OwnerOnly.CreateDirectory(Path.GetDirectoryName(_path)!);

    private string Read()
    {
        byte[] bytes;
        if (new FileInfo(_path).Length == 0)
        {
            // A pipe has no length either, and opening one waits for a writer.
            throw new FormatException("it is empty or not a file.");
        }

        using (var file = SharedFile.OpenRead(_path))
        {
            if (file.Length > MaxBytes)
            {
                throw new FormatException("it is too large.");
            }

            bytes = new byte[file.Length];
            var length = 0;
            int read;
            while (length < bytes.Length && (read = file.Read(bytes, length, bytes.Length - length)) > 0)
            {
                length += read;
            }
        }

        try
        {
            var root = CcJson.Parse(bytes);
            var protection = root.Text("protection");
            if (protection != _protector.Name)
            {
                throw new FormatException(
                    $"it was written on another system, with a different kind of protection ({protection})."
                );
            }

            return Encoding.UTF8.GetString(
                _protector.Unprotect(Convert.FromBase64String(root.RequiredText("content")))
            );
        }
        catch (JsonException e)
        {
            throw new FormatException("it is damaged.", e);
        }
        catch (CryptographicException e)
        {
            throw new FormatException("it was encrypted by another user or on another machine.", e);
        }
    }
}
