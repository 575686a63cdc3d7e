using System.IO;
using System.Runtime.Versioning;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Storage;

public sealed class StorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixModesFact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_could_read_becomes_the_owners()
    {
        var path = _folder.File("report.json");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        );

        OwnerOnly.Create(path).Dispose();

        UnixModes.AssertOwnersFile(path);
    }

    [Fact]
    public void A_new_folder_is_the_owners()
    {
        var made = new DataFolder(_folder.File("home")).Make("runs", "one");

        Assert.True(Directory.Exists(made));
        UnixModes.AssertOwnersFolder(made);
        UnixModes.AssertOwnersFolder(_folder.File("home"));
    }

    [UnixModesFact]
    [UnsupportedOSPlatform("windows")]
    public void Folders_above_the_data_folder_that_are_missing_are_made_the_owners()
    {
        new DataFolder(System.IO.Path.Combine(_folder.Path, "a", "b", "home")).Make("runs");

        UnixModes.AssertOwnersFolder(_folder.File("a"));
        UnixModes.AssertOwnersFolder(System.IO.Path.Combine(_folder.Path, "a", "b"));
    }

    [UnixModesTheory]
    [UnsupportedOSPlatform("windows")]
    [InlineData("", UnixFileMode.GroupWrite)]
    [InlineData("", UnixFileMode.OtherWrite)]
    [InlineData("runs", UnixFileMode.OtherWrite)]
    public void A_folder_that_others_can_write_to_is_refused(string part, UnixFileMode others)
    {
        var data = new DataFolder(_folder.File("home"));
        data.Make("runs");
        File.SetUnixFileMode(
            System.IO.Path.Combine(data.Root, part),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others
        );

        var e = Assert.Throws<UnauthorizedAccessException>(() => data.Make("runs", "one"));

        Assert.Contains("chmod 700", e.Message, StringComparison.Ordinal);
    }

#if NET
    [UnixModesFact]
    public void A_link_in_the_data_folder_is_not_followed()
    {
        var data = new DataFolder(_folder.File("home"));
        data.Make("runs");
        Directory.CreateDirectory(_folder.File("elsewhere"));
        Directory.CreateSymbolicLink(data.PathOf("runs", "one"), _folder.File("elsewhere"));

        Assert.Throws<UnauthorizedAccessException>(() => data.Make("runs", "one"));
        Assert.Equal(
            "CcRunNotWritable",
            Assert
                .Throws<Core.Errors.RunNotWritableException>(() =>
                    Core.Runs.RunFolder.Open(data, "one", TimeProvider.System)
                )
                .ErrorId
        );
    }
#endif

    [Fact]
    public void A_held_lock_is_not_given_twice_and_is_free_after_its_holder()
    {
        var path = _folder.File("lock");
        using (FileLock.TryAcquire(path))
        {
            Assert.Null(FileLock.TryAcquire(path));
        }

        using var again = FileLock.TryAcquire(path);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Waiting_for_a_lock_ends_with_the_patience()
    {
        var clock = new TestClock();
        var path = _folder.File("lock");
        using var held = FileLock.TryAcquire(path);

        var waited = await clock.DriveAsync(
            FileLock.AcquireAsync(path, clock, TimeSpan.FromSeconds(3), CancellationToken.None)
        );

        Assert.Null(waited);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
    }

    [Fact]
    public void A_lock_in_a_missing_folder_is_an_error_and_not_a_held_lock() =>
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryAcquire(_folder.File("missing/lock")));

    [Fact]
    public void A_replaced_file_has_the_new_content_and_leaves_nothing_beside()
    {
        var path = _folder.File("state");
        DurableFile.Replace(path, [1]);
        DurableFile.Replace(path, [2, 3]);

        Assert.Equal([2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_stays_and_leaves_nothing_beside()
    {
        var path = _folder.File("taken");
        Directory.CreateDirectory(path);

        Assert.ThrowsAny<Exception>(() => DurableFile.Replace(path, [1]));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
