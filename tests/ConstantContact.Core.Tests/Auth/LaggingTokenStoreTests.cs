using System.IO;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Auth;

/// <summary>A vault that two processes have in memory: each sees the other's writes only later.</summary>
public sealed class LaggingTokenStoreTests : IDisposable
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(5);

    private readonly TestClock _clock = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Vault _vault = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Token_that_another_process_saves_is_awaited()
    {
        LaggingTokenStore one = Process(),
            other = Process();
        await one.SaveAsync("first", default);
        _clock.Advance(Lag);
        Assert.Equal("first", await other.LoadAsync(default));
        await one.SaveAsync("second", default);

        Assert.Equal("second", await _clock.DriveAsync(other.LoadAsync(default)));

        Assert.InRange(_clock.Elapsed, Lag + Lag, Lag + Lag + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task First_sign_in_of_another_process_is_waited_for()
    {
        LaggingTokenStore one = Process(),
            other = Process();
        Assert.Null(await other.LoadAsync(default));
        await one.SaveAsync("first", default);

        Assert.Equal("first", await _clock.DriveAsync(other.LoadAsync(default)));
    }

    [Fact]
    public async Task Old_sign_in_that_never_goes_is_an_error_and_is_not_used()
    {
        LaggingTokenStore one = Process(),
            other = Process(lag: TimeSpan.FromDays(1));
        await one.SaveAsync("first", default);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("first", await other.LoadAsync(default));
        await one.SaveAsync("second", default);

        var error = await Assert.ThrowsAsync<TokenStoreException>(() => _clock.DriveAsync(other.LoadAsync(default)));

        Assert.Equal("CcTokenStoreFailed", error.ErrorId);
        Assert.Contains("older sign-in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_administrator_put_there_is_taken_at_once()
    {
        LaggingTokenStore one = Process();
        await one.SaveAsync("first", default);
        _vault.Write("by hand", _clock.GetUtcNow());
        _clock.Advance(Lag);

        Assert.Equal("by hand", await Process().LoadAsync(default));
    }

    [Fact]
    public async Task Removed_sign_in_is_gone_at_once()
    {
        LaggingTokenStore one = Process();
        await one.SaveAsync("first", default);
        await one.ClearAsync(default);

        Assert.Null(await one.LoadAsync(default));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Marks_hold_no_secret()
    {
        await Process().SaveAsync("a-secret-token", default);

        Assert.DoesNotContain(
            "secret",
            await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder.Path))),
            StringComparison.Ordinal
        );
    }

    private LaggingTokenStore Process(TimeSpan? lag = null) =>
        new(new View(_vault, _clock, lag ?? Lag, Path.Combine(_folder.Path, "vault.lock")), _clock);

    /// <summary>The file of the vault: what was written when.</summary>
    private sealed class Vault
    {
        private readonly List<(string? Text, DateTimeOffset At)> _writes = [(null, DateTimeOffset.MinValue)];

        public void Write(string? text, DateTimeOffset at) => _writes.Add((text, at));

        public string? At(DateTimeOffset moment) => _writes.FindLast(w => w.At <= moment).Text;
    }

    /// <summary>One process's view: its own writes at once, those of others after the lag.</summary>
    private sealed class View(Vault vault, TimeProvider time, TimeSpan lag, string lockPath) : ITokenStore
    {
        private DateTimeOffset _ownWrite = DateTimeOffset.MinValue;

        public string Description => "vault";

        public string? LockPath => lockPath;

        public bool OutlivesTheProcess => true;

        public Task<string?> LoadAsync(CancellationToken cancellationToken)
        {
            DateTimeOffset seen = time.GetUtcNow() - lag;
            return Task.FromResult(vault.At(seen > _ownWrite ? seen : _ownWrite));
        }

        public Task SaveAsync(string text, CancellationToken cancellationToken)
        {
            vault.Write(text, _ownWrite = time.GetUtcNow());
            return Task.CompletedTask;
        }

        public Task ClearAsync(CancellationToken cancellationToken)
        {
            vault.Write(null, _ownWrite = time.GetUtcNow());
            return Task.CompletedTask;
        }
    }
}
