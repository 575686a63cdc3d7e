using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes nothing. Without a completer the engine offers the names of files, which no contact has.
/// </summary>
public sealed class NothingCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) => [];
}
