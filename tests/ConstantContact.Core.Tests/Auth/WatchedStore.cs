using ConstantContact.Core.Auth;

namespace ConstantContact.Core.Tests.Auth;

/// <summary>A store that outlives processes, that others may write to, and that can be out of order.</summary>
public sealed class WatchedStore : ITokenStore
{
    public string? Text { get; set; }

    public List<string> Saves { get; } = [];

    public Exception? SaveFails { get; set; }

    public Action? OnSave { get; set; }

    public Action? OnLoad { get; set; }

    public string Description => "test store";

    public string? LockPath => null;

    public bool OutlivesTheProcess { get; set; } = true;

    public Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        OnLoad?.Invoke();
        return Task.FromResult(Text);
    }

    public Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        OnSave?.Invoke();
        if (SaveFails is not null)
        {
            throw SaveFails;
        }

        Saves.Add(text);
        Text = text;
        return Task.CompletedTask;
    }

    public Task ClearAsync(CancellationToken cancellationToken)
    {
        Text = null;
        return Task.CompletedTask;
    }
}
