using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// A store that may show a process, for some time, what another process has already replaced. SecretStore does: each
/// process keeps the vault in memory and reads the file again five seconds after another process wrote it. With a
/// rotating refresh token an old sign-in is worse than none: the service refuses it, and writing it back destroys the
/// new one. The hashes of what was saved last are therefore kept beside the lock. Content that was replaced since is
/// read again until it is the newest.
/// </summary>
/// <param name="store">The store. Needs a lock file.</param>
/// <param name="time">The clock for the waits.</param>
public sealed class LaggingTokenStore(ITokenStore store, TimeProvider time) : ITokenStore
{
    private const int MostMarks = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly string _marks = Path.ChangeExtension(
        store.LockPath ?? throw new ArgumentException("The store has no lock.", nameof(store)),
        ".saved"
    );

    public string Description => store.Description;

    public string? LockPath => store.LockPath;

    public bool OutlivesTheProcess => store.OutlivesTheProcess;

    /// <exception cref="TokenStoreException">The store still shows an old sign-in after 15 seconds.</exception>
    public async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var text = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            if (!IsOld(text))
            {
                return text;
            }

            if (time.GetElapsedTime(started) >= Patience)
            {
                return text is null
                    ? null
                    : throw TokenStoreException.Failed(
                        Description,
                        "be used",
                        new InvalidOperationException(
                            "it still shows an older sign-in than the one that was stored last."
                        ),
                        "Run the command in a new PowerShell session. If it still fails, sign in again."
                    );
            }

            await time.WaitAsync(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        await store.SaveAsync(text, cancellationToken).ConfigureAwait(false);
        var mark = MarkOf(text);
        var marks = Marks();
        marks.Remove(mark);
        marks.Add(mark);
        OwnerOnly.CreateDirectory(Path.GetDirectoryName(_marks)!);
        DurableFile.Replace(
            _marks,
            Encoding.ASCII.GetBytes(string.Join("\n", marks.Skip(Math.Max(0, marks.Count - MostMarks))))
        );
    }

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await store.ClearAsync(cancellationToken).ConfigureAwait(false);
        DurableFile.TryDelete(_marks);
    }

    /// <summary>
    /// Content that never was saved from here, such as a token that an administrator put there, is not old.
    /// </summary>
    private bool IsOld(string? text)
    {
        var marks = Marks();
        var at = text is null ? 0 : marks.IndexOf(MarkOf(text));
        return at >= 0 && at < marks.Count - (text is null ? 0 : 1);
    }

    private List<string> Marks()
    {
        try
        {
            return [.. Encoding.ASCII.GetString(SharedFile.ReadAllBytes(_marks)).Split('\n')];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    // The text holds tokens of high entropy: its hash tells nothing about them.
    private static string MarkOf(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(
            sha.ComputeHash(Encoding.UTF8.GetBytes(text))
                .Take(16)
                .Select(static b => b.ToString("x2", CultureInfo.InvariantCulture))
        );
    }
}
