using ConstantContact.Core.Contacts;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes <c>-Clear</c>: members of a contact, and the account's custom fields as <c>cf:</c> with the label.
/// </summary>
public sealed class ClearNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        ClearTarget.Names.Concat(CustomFieldNameCompleter.Columns(connection));
}
