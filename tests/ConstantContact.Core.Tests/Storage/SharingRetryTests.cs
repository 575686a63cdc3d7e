using System.IO;
using ConstantContact.Core.Base;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Storage;

/// <summary>
/// What Windows answers while a virus scanner has a file open, given to the code where there is no Windows.
/// </summary>
public sealed class SharingRetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly TestClock _clock = new();

    private int _attempts;

    /// <summary>Tells whether a second attempt may help after this failure.</summary>
    public static TheoryData<Exception, bool> Failures =>
        new()
        {
            { new UnauthorizedAccessException(), true }, // 0x80070005
            { new IOException("access denied", unchecked((int)0x80070005)), true },
            { new IOException("sharing violation", unchecked((int)0x80070020)), true },
            { new IOException("lock violation", unchecked((int)0x80070021)), true },
            { new IOException("unable to remove the file to be replaced", unchecked((int)0x80070497)), true },
            { new IOException("disk full", unchecked((int)0x80070070)), false },
            { new DirectoryNotFoundException(), false },
            { new InvalidOperationException(), false },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Only_temporary_failures_are_tried_again(Exception failure, bool again)
    {
        var running = RunAsync(() => Fail(failure, times: 3));

        var error = await Record.ExceptionAsync(() => DriveAsync(running));

        Assert.Equal(again ? null : failure, error);
        Assert.Equal(again ? 4 : 1, _attempts);
    }

    [Fact]
    public async Task After_two_seconds_the_failure_is_the_callers()
    {
        var failure = new IOException("sharing violation", unchecked((int)0x80070020));
        var running = RunAsync(() => Fail(failure, times: int.MaxValue));

        Assert.Same(failure, await Record.ExceptionAsync(() => DriveAsync(running)));

        Assert.InRange(_clock.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.2));
        Assert.InRange(_attempts, 10, 30);
    }

    [Fact]
    public async Task A_file_that_a_scanner_holds_for_a_second_is_replaced()
    {
        var path = _folder.File("token");
        DurableFile.Replace(path, [1]);
        var held = new IOException("sharing violation", unchecked((int)0x80070020));

        await DriveAsync(Task.Run(() => DurableFile.Replace(path, [2], Rename, new SharingRetry(_clock))));

        Assert.Equal([2], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.InRange(_clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.3));

        void Rename(string from, string to)
        {
            if (_clock.Elapsed < TimeSpan.FromSeconds(1))
            {
                throw held;
            }

            File.Delete(to);
            File.Move(from, to);
        }
    }

    [Fact]
    public async Task A_file_that_stays_held_keeps_its_content_and_nothing_is_left_beside()
    {
        var path = _folder.File("token");
        DurableFile.Replace(path, [1]);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            DriveAsync(
                Task.Run(() =>
                    DurableFile.Replace(
                        path,
                        [2],
                        (_, _) => throw new UnauthorizedAccessException(),
                        new SharingRetry(_clock)
                    )
                )
            )
        );

        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_being_written_can_be_read()
    {
        var path = _folder.File("journal");
        using var writer = OwnerOnly.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        writer.Write([1, 2, 3], 0, 3);
        writer.Flush();

        Assert.Equal([1, 2, 3], SharedFile.ReadAllBytes(path));
    }

    [Fact]
    public void A_temporary_file_goes_with_its_process()
    {
        var path = _folder.File("keys.tmp");
        using (var file = OwnerOnly.CreateTemporary(path))
        {
            file.Write([1, 2], 0, 2);
            file.Position = 0;
            Assert.Equal(1, file.ReadByte());

            // On Unix the name has gone already, so that a kill leaves nothing; Windows removes the file with its last
            // handle.
            Assert.Equal(Path.DirectorySeparatorChar == '\\', File.Exists(path));
        }

        Assert.False(File.Exists(path));
    }

    private async Task DriveAsync(Task task)
    {
        await _clock.DriveAsync(task);
        await task;
    }

    private Task RunAsync(Action action) => Task.Run(() => new SharingRetry(_clock).Run(action));

    private void Fail(Exception failure, int times)
    {
        if (_attempts++ < times)
        {
            throw failure;
        }
    }
}
