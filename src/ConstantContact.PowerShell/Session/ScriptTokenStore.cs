using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// Keeps the sign-in in any place that two script blocks can reach: an Automation variable, a CI secret, a database.
/// Load returns the text that Save received last, or nothing.
/// </summary>
internal sealed class ScriptTokenStore : PowerShellTokenStore
{
    private readonly ScriptBlock _load;
    private readonly ScriptBlock _save;
    private readonly Runspace? _home;

    private ScriptTokenStore(ScriptBlock load, ScriptBlock save)
    {
        _load = load;
        _save = save;
        _home = Runspace.DefaultRunspace;
    }

    public override string Description => "script blocks";

    private protected override string LockName => StableName.Of("script", _load.ToString(), _save.ToString());

    /// <summary>Call on the pipeline thread. The blocks belong to its runspace.</summary>
    /// <exception cref="InvalidInputException">The table does not contain the two script blocks.</exception>
    internal static ScriptTokenStore Create(IDictionary blocks)
    {
        ScriptBlock? load = null,
            save = null;
        foreach (DictionaryEntry entry in blocks)
        {
            var name = entry.Key.ToString() ?? "";
            var block = (entry.Value as PSObject)?.BaseObject as ScriptBlock ?? entry.Value as ScriptBlock;
            if (string.Equals(name, "Load", StringComparison.OrdinalIgnoreCase))
            {
                load = block;
            }
            else if (string.Equals(name, "Save", StringComparison.OrdinalIgnoreCase))
            {
                save = block;
            }
            else
            {
                throw Mistake($"it has no entry '{name}'.");
            }
        }

        return load is not null && save is not null
            ? new ScriptTokenStore(load, save)
            : throw Mistake("it must have the script blocks Load and Save.");
    }

    public override async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        var found = await RunAsync(shell => Call(shell, _load)).ConfigureAwait(false);
        if (found.Count(o => o is not null) > 1)
        {
            throw new FormatException("the script block Load returned more than one object.");
        }

        return found.FirstOrDefault(o => o is not null)?.BaseObject switch
        {
            null => null,
            SecureString secret => new NetworkCredential("", secret).Password,
            var other => other.ToString(),
        };
    }

    public override Task SaveAsync(string text, CancellationToken cancellationToken) =>
        RunAsync(shell => Call(shell, _save).AddArgument(text));

    public override Task ClearAsync(CancellationToken cancellationToken) => SaveAsync("", cancellationToken);

    // A script block is bound to the runspace in which it was written. In another one (ForEach-Object -Parallel), only
    // its text can run.
    private System.Management.Automation.PowerShell Call(
        System.Management.Automation.PowerShell shell,
        ScriptBlock block
    ) =>
        shell
            .AddScript("param($block, $token) $ErrorActionPreference = 'Stop'; & $block $token")
            .AddArgument(
                ReferenceEquals(_home, Runspace.DefaultRunspace) ? block : ScriptBlock.Create(block.ToString())
            );

    private static InvalidInputException Mistake(string why) =>
        InvalidInputException.Value(
            "Token store",
            value: null,
            why,
            "Give @{ Load = { ... }; Save = { param($token) ... } }."
        );
}
