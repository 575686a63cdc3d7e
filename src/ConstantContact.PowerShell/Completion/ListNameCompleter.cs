using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the names of contact lists.</summary>
public sealed class ListNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        connection is null
            ? []
            : Within(connection.Names.KnownLists, connection.Names.ListsAsync)
                .Select(static list => list.Name)
                .OfType<string>();
}
