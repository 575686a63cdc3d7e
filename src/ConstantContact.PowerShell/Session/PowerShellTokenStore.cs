using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// A store that is reached by PowerShell commands. They run on the pipeline thread of the cmdlet that needs a token, since vaults
/// and script blocks may ask, print and use what the session has.
/// </summary>
internal abstract class PowerShellTokenStore : ITokenStore
{
    public abstract string Description { get; }

    // Other machines may share the store too; a lock of theirs does not exist, and custody reads again when a token is refused.
    public string? LockPath => DataFolder.Current.PathOf("locks", LockName + ".lock");

    public bool OutlivesTheProcess => true;

    private protected abstract string LockName { get; }

    public abstract Task<string?> LoadAsync(CancellationToken cancellationToken);

    public abstract Task SaveAsync(string text, CancellationToken cancellationToken);

    public abstract Task ClearAsync(CancellationToken cancellationToken);

    /// <summary>Runs commands on the pipeline thread. Any error of theirs, also one that would not stop them, is a failure.</summary>
    private protected async Task<IReadOnlyList<PSObject>> RunAsync(Action<System.Management.Automation.PowerShell> prepare)
    {
        CmdletOutput output = AmbientOutput.Current
            ?? throw TokenStoreException.Failed(Description, "be reached", new InvalidOperationException("no cmdlet is running."));
        (IReadOnlyList<PSObject> result, Exception? error) = await output.OnPipelineThreadAsync(() => Run(prepare)).ConfigureAwait(false);
        return error is null ? result : throw Explain(error);
    }

    /// <summary>A failure in words that help, where the engine's own do not.</summary>
    private protected virtual Exception Explain(Exception error) => error;

    // Failures are handed back: one that left the pipeline thread's work would end the cmdlet's run then and there. That is
    // right for a stop alone.
    private static (IReadOnlyList<PSObject> Result, Exception? Error) Run(Action<System.Management.Automation.PowerShell> prepare)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        prepare(shell);

        // No output of this goes anywhere but here; a token that a script block prints by mistake is not shown.
        try
        {
            List<PSObject> result = shell.Invoke().ToList();
            return (result, shell.Streams.Error.Count == 0 ? null : new InvalidOperationException(shell.Streams.Error[0].ToString()));
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return ([], e);
        }
    }
}
