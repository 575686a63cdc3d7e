using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;

namespace ConstantContact.TokenKeeper;

/// <summary>The real file store. Reports each step.</summary>
internal sealed class DyingStore(FileTokenStore inner, Steps steps) : ITokenStore
{
    private int _saves;

    public string Description => inner.Description;

    public string? LockPath => inner.LockPath;

    public bool OutlivesTheProcess => inner.OutlivesTheProcess;

    public async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        steps.Reach("loading");
        string? text = await inner.LoadAsync(cancellationToken);
        steps.Reach("loaded");
        return text;
    }

    public async Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        string what = ++_saves == 1 ? "old" : "new";
        steps.Reach("saving-" + what);
        await inner.SaveAsync(text, cancellationToken);
        steps.Reach("saved-" + what);
    }

    public Task ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);
}
