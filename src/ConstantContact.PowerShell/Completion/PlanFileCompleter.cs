using System.Collections;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes plan files: folders, and files whose name ends with <c>.ccplan</c>.</summary>
public sealed class PlanFileCompleter : IArgumentCompleter
{
    private const string Extension = ".ccplan";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        // The engine's own completion knows drives, quotes and separators of every system.
        return CompletionCompleters
            .CompleteFilename((wordToComplete ?? "").Trim('\'', '"'))
            .Where(static found =>
                found.ResultType == CompletionResultType.ProviderContainer
                || Path.GetExtension(found.ListItemText) == Extension
            );
    }
}
