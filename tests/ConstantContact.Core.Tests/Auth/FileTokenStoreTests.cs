using System.IO;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Auth;

public sealed class FileTokenStoreTests : IDisposable
{
    private const string Text = "{\"refresh_token\":\"the-secret\"}";

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "tokens", "token");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Saved_tokens_are_loaded_and_the_file_is_readable_by_the_owner_only()
    {
        var store = new FileTokenStore(Path, new PlainProtector());
        Assert.Null(await store.LoadAsync(CancellationToken.None));
        await store.SaveAsync("first", CancellationToken.None);
        await store.SaveAsync(Text, CancellationToken.None);

        Assert.Equal(Text, await store.LoadAsync(CancellationToken.None));
        UnixModes.AssertOwnersFile(Path);
        UnixModes.AssertOwnersFolder(System.IO.Path.GetDirectoryName(Path)!);

        await store.ClearAsync(CancellationToken.None);
        Assert.Null(await store.LoadAsync(CancellationToken.None));
        Assert.Empty(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public async Task Under_a_protector_the_file_holds_nothing_readable_and_only_that_protector_reads_it()
    {
        var store = new FileTokenStore(Path, new TestProtector("user-1"));
        await store.SaveAsync(Text, CancellationToken.None);

        Assert.Equal(Text, await store.LoadAsync(CancellationToken.None));
        Assert.DoesNotContain("the-secret", await File.ReadAllTextAsync(Path), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Text)),
            await File.ReadAllTextAsync(Path),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "another user",
            (
                await Assert.ThrowsAsync<FormatException>(() =>
                    new FileTokenStore(Path, new TestProtector("user-2")).LoadAsync(CancellationToken.None)
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "another system",
            (
                await Assert.ThrowsAsync<FormatException>(() =>
                    new FileTokenStore(Path, new PlainProtector()).LoadAsync(CancellationToken.None)
                )
            ).Message,
            StringComparison.Ordinal
        );
    }

#if NET
    [UnixModesFact]
    public async Task Pipe_in_the_place_of_the_file_is_refused_at_once()
    {
        var store = new FileTokenStore(Path, new PlainProtector());
        store.Prepare();
        using (var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", Path]))
        {
            await made.WaitForExitAsync();
        }

        // Opening a pipe blocks its thread.
        await Assert
            .ThrowsAsync<FormatException>(() => Task.Run(() => store.LoadAsync(CancellationToken.None)))
            .WaitAsync(TimeSpan.FromSeconds(60));
    }
#endif

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{\"protection\":\"mode\"}")]
    [InlineData("{\"protection\":\"mode\",\"content\":\"***\"}")]
    public async Task Damaged_file_is_reported_and_not_shown(string content)
    {
        var store = new FileTokenStore(Path, new PlainProtector());
        await store.SaveAsync(Text, CancellationToken.None);
        await File.WriteAllTextAsync(Path, content);

        await Assert.ThrowsAsync<FormatException>(() => store.LoadAsync(CancellationToken.None));
    }

    [UnixModesTheory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task File_that_others_have_rights_to_is_neither_read_nor_written(UnixFileMode right)
    {
        var store = new FileTokenStore(Path, new PlainProtector());
        await store.SaveAsync(Text, CancellationToken.None);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | right);

        await RefusedAsync(store);
    }

    [Fact]
    public async Task Link_in_the_files_place_is_refused_whether_it_leads_anywhere_or_not()
    {
        var target = System.IO.Path.Combine(_folder.Path, "target");
        await new FileTokenStore(target, new PlainProtector()).SaveAsync(Text, CancellationToken.None);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.CreateSymbolicLink(Path, target);
        await RefusedAsync(new FileTokenStore(Path, new PlainProtector()));

        File.Delete(target);
        await RefusedAsync(new FileTokenStore(Path, new PlainProtector()));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task Link_in_the_folders_place_is_refused()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "elsewhere"));
        Directory.CreateSymbolicLink(
            System.IO.Path.GetDirectoryName(Path)!,
            System.IO.Path.Combine(_folder.Path, "elsewhere")
        );

        await RefusedAsync(new FileTokenStore(Path, new PlainProtector()));
    }

    [Fact]
    public async Task Folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(Path);

        await RefusedAsync(new FileTokenStore(Path, new PlainProtector()));
    }

    [UnixModesTheory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    public async Task Folder_that_others_can_write_to_is_refused(UnixFileMode right)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | right);

        await RefusedAsync(new FileTokenStore(Path, new PlainProtector()));
    }

    [UnixModesFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_above_that_others_can_write_to_is_refused()
    {
        var above = System.IO.Path.Combine(_folder.Path, "above");
        Directory.CreateDirectory(System.IO.Path.Combine(above, "mine"));
        File.SetUnixFileMode(
            above,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite
        );

        await RefusedAsync(new FileTokenStore(System.IO.Path.Combine(above, "mine", "token"), new PlainProtector()));
    }

    private static async Task RefusedAsync(FileTokenStore store)
    {
        Assert.Equal(
            "CcTokenFileUnsafe",
            (await Assert.ThrowsAsync<TokenStoreException>(() => store.LoadAsync(CancellationToken.None))).ErrorId
        );
        Assert.Equal(
            "CcTokenFileUnsafe",
            (await Assert.ThrowsAsync<TokenStoreException>(() => store.SaveAsync("x", CancellationToken.None))).ErrorId
        );
        Assert.Equal(
            "CcTokenFileUnsafe",
            (await Assert.ThrowsAsync<TokenStoreException>(() => store.ClearAsync(CancellationToken.None))).ErrorId
        );
    }

    /// <summary>Stands for the Data Protection API: content that only the same user gets back.</summary>
    private sealed class TestProtector(string user) : IDataProtector
    {
        private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(user));

        public string Name => "dpapi";

        public byte[] Protect(byte[] plain)
        {
            using var aes = Aes.Create();
            aes.Key = _key;
            byte[] marked = [.. _key, .. plain];
            return [.. aes.IV, .. aes.EncryptCbc(marked, aes.IV)];
        }

        public byte[] Unprotect(byte[] content)
        {
            using var aes = Aes.Create();
            aes.Key = _key;
            var plain = aes.DecryptCbc(content.AsSpan(16), content.AsSpan(0, 16));

            // One wrong key in 256 happens to give a valid padding.
            return plain.AsSpan().StartsWith(_key)
                ? [.. plain.Skip(_key.Length)]
                : throw new CryptographicException("Not encrypted with this key.");
        }
    }
}
