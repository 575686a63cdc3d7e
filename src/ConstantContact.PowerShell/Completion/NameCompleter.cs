using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes names that the account knows: from what the connection has fetched already, else with one look at the service
/// of at most a second. Without a connection, and whatever fails, there is nothing to complete.
/// </summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private protected NameCompleter()
    {
    }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        CcConnection? connection = Given(fakeBoundParameters?["Connection"]) ?? ConnectionStore.Current;
        return
        [
            .. Names(connection)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
                .Select(name => new CompletionResult(Quoting.Quote(name), name, CompletionResultType.ParameterValue, name)),
        ];
    }

    private protected abstract IEnumerable<string> Names(CcConnection? connection);

    /// <summary>
    /// What is known and no older than a minute, or what the service says within the second; else what was known before. Empty
    /// otherwise.
    /// </summary>
    private protected static IReadOnlyList<T> Within<T>(IReadOnlyList<T>? known, Func<CancellationToken, Task<IReadOnlyList<T>>> ask) =>
        TimeBox.Run(ask, Patience) ?? known ?? [];

    private static CcConnection? Given(object? argument) => (argument is PSObject wrapped ? wrapped.BaseObject : argument) as CcConnection;
}
