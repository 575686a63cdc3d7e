using ConstantContact.Core.Export;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the columns of an export: the service's own, and the account's custom fields.</summary>
public sealed class ExportFieldCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        ExportFields.Names.Concat(CustomFieldNameCompleter.Columns(connection));
}
