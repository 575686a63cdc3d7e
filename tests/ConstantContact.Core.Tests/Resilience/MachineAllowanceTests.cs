using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Resilience;

/// <summary>Sharing by the file. Each registry with an identity of its own stands for a process.</summary>
public sealed class MachineAllowanceTests : IDisposable
{
    private static readonly AllowanceKey Key = new(new Uri("https://api.example.com/v3"), "client");

    private readonly TemporaryFolder _folder = new();

    private readonly TestClock _clock = new();

    private DataFolder Data => new(Path.Combine(_folder.Path, "data"));

    private string StatePath => AllowanceFile.PathOf(Data, Key);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_take_turns_in_one_schedule_and_count_together()
    {
        var (one, other) = (Process(1), Process(2));
        Assert.True(await Take(one));

        var first = Take(other);
        var second = Take(one);
        Assert.False(first.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(second.IsCompleted);

        var allowance = await other.ReadAsync(default);
        Assert.Equal(3, allowance.UsedToday);
        Assert.Equal(97, allowance.Left);
        Assert.Equal(
            [(1, 2, false), (2, 1, true)],
            allowance.ByProcess.OrderBy(p => p.ProcessId).Select(p => (p.ProcessId!.Value, p.Requests, p.IsThisProcess))
        );
        Assert.All(
            allowance.ByProcess,
            p => Assert.InRange(p.LastRequestAt!.Value, TestClock.Beginning, _clock.GetUtcNow())
        );
    }

    [Fact]
    public void A_429_of_one_process_pauses_all_also_those_that_have_a_slot_already()
    {
        var (one, other) = (Process(1), Process(2));
        _ = Take(one);
        var waiting = Take(other);

        one.PauseUntil(_clock.GetUtcNow().AddSeconds(5));

        _clock.Advance(TimeSpan.FromMilliseconds(4_999));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_used_up_day_is_used_up_for_all_and_midnight_frees_all()
    {
        var (one, other) = (Process(1, perDay: 1), Process(2, perDay: 1));
        await Take(one);
        await Assert.ThrowsAsync<QuotaExceededException>(() => Take(other));

        _clock.SetUtcNow(new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero));
        await Take(other);
        one.MarkUsedUp();

        Assert.Equal(0, (await other.ReadAsync(default)).Left);
    }

    [Fact]
    public async Task A_later_process_goes_on_where_the_earlier_ones_ended()
    {
        await Take(Process(1));
        var later = Process(2);

        Assert.Equal(1, (await later.ReadAsync(default)).UsedToday);
        Assert.False(Take(later).IsCompleted);
    }

    [Fact]
    public async Task Keys_have_a_file_each_that_only_the_owner_can_read_and_that_holds_no_name()
    {
        await Take(Process(1));
        await Take(
            new MachineAllowances(Data).Share(
                new AllowanceKey(new Uri("https://api.example.com/v3"), "other"),
                new AllowanceLimits(4, 100),
                _clock
            )
        );

        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(StatePath)!).Length);
        Assert.DoesNotContain("client", StatePath[Data.Root.Length..], StringComparison.Ordinal);
        UnixModes.AssertOwnersFile(StatePath);
        UnixModes.AssertOwnersFolder(Data.Root);
    }

    [Fact]
    public async Task While_another_process_holds_the_file_a_request_waits_and_then_goes()
    {
        var process = Process(1);
        Data.Make("allowance");
        Task<bool> waiting;
        using (FileLock.TryAcquire(StatePath))
        {
            waiting = Take(process);
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.False(waiting.IsCompleted);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await waiting);
        Assert.Null(process.TakeWarning());
    }

    [Fact]
    public async Task A_holder_that_hangs_is_waited_for_two_seconds_and_its_count_is_caught_up_with_later()
    {
        var process = Process(1);
        await Take(process);
        using (FileLock.TryAcquire(StatePath))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            var waiting = Take(process);
            _clock.Advance(TimeSpan.FromSeconds(1.9));
            Assert.False(waiting.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            Assert.True(await waiting);
        }

        Assert.Contains("only its own requests", process.TakeWarning(), StringComparison.Ordinal);
        Assert.Null(process.TakeWarning());
        _clock.Advance(TimeSpan.FromSeconds(31));
        await Take(process);
        Assert.Equal(3, (await Process(2).ReadAsync(default)).UsedToday);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_means_pacing_alone_and_one_warning()
    {
        File.WriteAllText(Data.Root, "a file where the folder should be");
        var process = Process(1, perDay: 3);

        Assert.True(await Take(process));
        var paced = Take(process);
        Assert.False(paced.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(await paced);

        Assert.Contains(Data.Root, process.TakeWarning(), StringComparison.Ordinal);
        for (var minute = 0; minute < 2; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            _ = await Record.ExceptionAsync(() => Take(process));
        }

        Assert.Null(process.TakeWarning());
        await Assert.ThrowsAsync<QuotaExceededException>(() => Take(process));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no state at all")]
    [InlineData("cut")]
    [InlineData("zeros")]
    public async Task A_damaged_file_is_replaced_with_one_warning(string damage)
    {
        await Take(Process(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var whole = File.ReadAllBytes(StatePath);
        File.WriteAllBytes(
            StatePath,
            damage switch
            {
                "cut" => [.. whole.Take(40)],
                "zeros" => new byte[whole.Length],
                _ => System.Text.Encoding.UTF8.GetBytes(damage),
            }
        );

        var process = Process(2);
        Assert.True(await Take(process));

        Assert.Equal(damage.Length > 0, process.TakeWarning() is not null);
        Assert.Null(process.TakeWarning());
        Assert.Equal(1, (await Process(3).ReadAsync(default)).UsedToday);
    }

    [Fact]
    public async Task A_write_that_was_broken_off_leaves_the_state_before_it()
    {
        var process = Process(1);
        await process.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await process.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

        // The second record is the later one.
        var bytes = File.ReadAllBytes(StatePath);
        bytes[AllowanceRecord.Room + 50] ^= 0x5A;
        File.WriteAllBytes(StatePath, bytes);

        var next = Process(2);
        Assert.Equal(1, (await next.ReadAsync(default)).UsedToday);
        Assert.Null(next.TakeWarning());
    }

    [Fact]
    public async Task After_a_restart_of_the_machine_the_count_goes_on_and_the_old_schedule_is_forgotten()
    {
        await Take(Process(1));
        Process(1).PauseUntil(_clock.GetUtcNow().AddMinutes(1));
        var rebooted = new RebootedClock(_clock.GetUtcNow().AddMinutes(5));
        var process = Process(2, time: rebooted);

        var waiting = Take(process);

        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, (await process.ReadAsync(default)).UsedToday);
        rebooted.Advance(TimeSpan.FromMilliseconds(1_020));
        Assert.True(await waiting);
    }

    [Fact]
    public async Task The_oldest_of_too_many_processes_are_counted_together()
    {
        for (var i = 0; i < AllowanceState.MostProcesses + 10; i++)
        {
            await Take(Process(i));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var allowance = await Process(1000).ReadAsync(default);

        Assert.Equal(AllowanceState.MostProcesses + 10, allowance.UsedToday);
        Assert.Equal(allowance.UsedToday, allowance.ByProcess.Sum(p => p.Requests));
        Assert.Equal(10, allowance.ByProcess.Single(p => p.ProcessId is null).Requests);
    }

    // Several processes that start, give up, pause, die and are replaced, on a clock whose timers fire late.
    [Property(MaxTest = 60)]
    public Property No_window_of_a_second_holds_more_requests_than_the_rate_whichever_process_sends() =>
        Prop.ForAll(
            Gen.Choose(1, 20).ToArbitrary(),
            Gen.Choose(0, 999_999).ArrayOf(120).ToArbitrary(),
            (rate, script) =>
            {
                using var folder = new TemporaryFolder();
                var data = new DataFolder(folder.Path);
                var clock = new TestClock();
                var next = 0;
                SharedAllowance Start() =>
                    (SharedAllowance)
                        new MachineAllowances(data, new ProcessIdentity(next, next++)).Share(
                            Key,
                            new AllowanceLimits(rate, 1_000_000),
                            clock
                        );
                var processes = Enumerable.Range(0, 4).Select(_ => Start()).ToList();
                var waiting = new List<(Task<bool> Task, CancellationTokenSource Cancel)>();
                var granted = new List<TimeSpan>();
                foreach (var step in script)
                {
                    var value = step / 10;
                    var which = value % processes.Count;
                    switch (step % 10)
                    {
                        case 0 or 1 or 2:
                            for (var i = 0; i <= value % 7; i++)
                            {
                                var cancel = new CancellationTokenSource();
                                waiting.Add((processes[which].SendAsync(cancellationToken: cancel.Token), cancel));
                            }

                            break;
                        case 3 when waiting.Count > 0:
                            waiting[value % waiting.Count].Cancel.Cancel();
                            break;
                        case 4 when value % 10 == 0:
                            processes[which].PauseUntil(clock.GetUtcNow().AddMilliseconds(value % 1500));
                            break;
                        case 4:
                            processes[which] = Start();
                            break;
                        case 5:
                            clock.Advance(TimeSpan.FromMilliseconds(value % 3000));
                            break;
                        default:
                            clock.Advance(TimeSpan.FromMilliseconds(value % 60));
                            break;
                    }

                    granted.AddRange(waiting.Where(w => w.Task.IsCompletedSuccessfully).Select(_ => clock.Elapsed));
                    waiting.RemoveAll(w => w.Task.IsCompleted);
                }

                return Start().ReadAsync(default).GetAwaiter().GetResult().UsedToday == granted.Count
                    && Enumerable
                        .Range(0, Math.Max(0, granted.Count - rate))
                        .All(i => granted[i + rate] - granted[i] >= TimeSpan.FromSeconds(1));
            }
        );

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 15)]
    [InlineData(40, 1)]
    [InlineData(40, 10)]
    public void Eight_processes_use_at_least_95_percent_of_the_allowance_although_every_wake_up_is_late(
        int rate,
        int latest
    )
    {
        const int Seconds = 20;
        var lateness = new Random((rate * 100) + latest);
        var waits = Enumerable
            .Range(0, 8)
            .Select(number => Process(number, rate, perDay: 1_000_000))
            .SelectMany(process => Enumerable.Range(0, (rate * Seconds / 8) + 1).Select(_ => Take(process)))
            .ToList();

        while (_clock.Elapsed < TimeSpan.FromSeconds(Seconds))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(lateness.Next(1, latest + 1)));
        }

        Assert.InRange(waits.Count(wait => wait.IsCompletedSuccessfully), (int)(rate * Seconds * 0.95), rate * Seconds);
    }

    private static Task<bool> Take(ISharedAllowance allowance) => allowance.SendAsync();

    private SharedAllowance Process(int number, int perSecond = 4, long perDay = 100, TimeProvider? time = null) =>
        (SharedAllowance)
            new MachineAllowances(Data, new ProcessIdentity(number, number)).Share(
                Key,
                new AllowanceLimits(perSecond, perDay),
                time ?? _clock
            );

    /// <summary>The monotonic clock of a machine that was just started.</summary>
    private sealed class RebootedClock(DateTimeOffset now) : Microsoft.Extensions.Time.Testing.FakeTimeProvider(now)
    {
        private readonly DateTimeOffset _start = now;

        public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;
    }
}
