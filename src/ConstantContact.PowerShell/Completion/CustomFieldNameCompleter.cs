using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Labels of custom fields, which are the names that people know them by.</summary>
public sealed class CustomFieldNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) => Labels(connection);

    /// <summary>As columns are called: the label after <c>cf:</c>.</summary>
    internal static IEnumerable<string> Columns(CcConnection? connection) => Labels(connection).Select(static label => NameDirectory.FieldPrefix + label);

    private static IEnumerable<string> Labels(CcConnection? connection) =>
        connection is null ? [] : Within(connection.Names.KnownCustomFields, connection.Names.CustomFieldsAsync).Select(static field => field.Label ?? field.Name).OfType<string>();
}
