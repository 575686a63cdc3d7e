using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the ids of imports that this machine has a record of.</summary>
public sealed class RunIdCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        RunFolder.Known(DataFolder.Current);
}
