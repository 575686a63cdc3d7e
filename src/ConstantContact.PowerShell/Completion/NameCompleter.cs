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

    private protected NameCompleter() { }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        var connection = Given(fakeBoundParameters?["Connection"]) ?? ConnectionStore.Current;
        return
        [
            .. Choices(connection)
                .Where(choice => choice.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(static choice => new CompletionResult(
                    Quoting.Quote(choice.Text),
                    choice.Shown,
                    CompletionResultType.ParameterValue,
                    choice.Shown
                )),
        ];
    }

    private protected abstract IEnumerable<string> Names(CcConnection? connection);

    /// <summary>The completions and their menu texts, in the menu's order. By default, the sorted names.</summary>
    private protected virtual IEnumerable<(string Text, string Shown)> Choices(CcConnection? connection) =>
        Names(connection)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(static name => name, StringComparer.OrdinalIgnoreCase)
            .Select(static name => (name, name));

    /// <summary>
    /// The names known for at most a minute, or the service's answer within a second. After that, the older known
    /// names; otherwise empty.
    /// </summary>
    private protected static IReadOnlyList<T> Within<T>(
        IReadOnlyList<T>? known,
        Func<CancellationToken, Task<IReadOnlyList<T>>> ask
    ) => TimeBox.Run(ask, Patience) ?? known ?? [];

    private static CcConnection? Given(object? argument) =>
        (argument is PSObject wrapped ? wrapped.BaseObject : argument) as CcConnection;
}
