using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// A store that PowerShell commands read and write. The commands run on the pipeline thread of the cmdlet that needs a
/// token, because vaults and script blocks may prompt, write output and use the session's state.
/// </summary>
internal abstract class PowerShellTokenStore : ITokenStore
{
    public abstract string Description { get; }

    // Other machines may share the store, but there is no lock across machines. The custody code reads the store again
    // when a token is refused.
    public string? LockPath => DataFolder.Current.PathOf("locks", LockName + ".lock");

    public bool OutlivesTheProcess => true;

    private protected abstract string LockName { get; }

    public abstract Task<string?> LoadAsync(CancellationToken cancellationToken);

    public abstract Task SaveAsync(string text, CancellationToken cancellationToken);

    public abstract Task ClearAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs commands on the pipeline thread. Every error of theirs counts as a failure, even a non-terminating one.
    /// </summary>
    private protected async Task<IReadOnlyList<PSObject>> RunAsync(
        Action<System.Management.Automation.PowerShell> prepare
    )
    {
        var output =
            AmbientOutput.Current
            ?? throw TokenStoreException.Failed(
                Description,
                "be reached",
                new InvalidOperationException("no cmdlet is running.")
            );
        var (result, error) = await output.OnPipelineThreadAsync(() => Run(prepare)).ConfigureAwait(false);
        return error is null ? result : throw Explain(error);
    }

    /// <summary>Replaces the engine's error with a more helpful one.</summary>
    private protected virtual Exception Explain(Exception error) => error;

    // Failures are returned, because an exception here would end the cmdlet's run at once. That is right only for a
    // stop.
    private static (IReadOnlyList<PSObject> Result, Exception? Error) Run(
        Action<System.Management.Automation.PowerShell> prepare
    )
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        prepare(shell);

        // The output goes nowhere else. A token that a script block prints by mistake is not shown.
        try
        {
            var result = shell.Invoke().ToList();
            return (
                result,
                shell.Streams.Error.Count == 0 ? null : new InvalidOperationException(shell.Streams.Error[0].ToString())
            );
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return ([], e);
        }
    }
}
