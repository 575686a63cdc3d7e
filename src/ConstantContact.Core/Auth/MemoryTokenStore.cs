namespace ConstantContact.Core.Auth;

/// <summary>Keeps the sign-in only as long as the connection exists.</summary>
public sealed class MemoryTokenStore : ITokenStore
{
    private string? _text;

    public string Description => "memory";

    public string? LockPath => null;

    public bool OutlivesTheProcess => false;

    public Task<string?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(_text);

    public Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        _text = text;
        return Task.CompletedTask;
    }

    public Task ClearAsync(CancellationToken cancellationToken)
    {
        _text = null;
        return Task.CompletedTask;
    }
}
