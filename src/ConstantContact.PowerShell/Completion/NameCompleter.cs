using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes names of the account: from the names that the connection has already fetched, otherwise with one request
/// that takes at most a second. Without a connection, and after any error, there are no completions.
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
        var word = (wordToComplete ?? "").Trim('\'', '"');
        var connection = Given(fakeBoundParameters?["Connection"]) ?? ConnectionStore.Current;
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
    /// The names known for at most a minute, or the service's answer within a second. After that, the older known
    /// names; otherwise empty.
    /// </summary>
    private protected static IReadOnlyList<T> Within<T>(IReadOnlyList<T>? known, Func<CancellationToken, Task<IReadOnlyList<T>>> ask) =>
        TimeBox.Run(ask, Patience) ?? known ?? [];

    private static CcConnection? Given(object? argument) => (argument is PSObject wrapped ? wrapped.BaseObject : argument) as CcConnection;
}
