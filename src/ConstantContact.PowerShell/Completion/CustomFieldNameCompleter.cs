using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the labels of custom fields, because users know the fields by their labels.</summary>
public sealed class CustomFieldNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) => Labels(connection);

    /// <summary>The column names: the labels with the prefix <c>cf:</c>.</summary>
    internal static IEnumerable<string> Columns(CcConnection? connection) =>
        Labels(connection).Select(static label => NameDirectory.FieldPrefix + label);

    private static IEnumerable<string> Labels(CcConnection? connection) =>
        connection is null
            ? []
            : Within(connection.Names.KnownCustomFields, connection.Names.CustomFieldsAsync)
                .Select(static field => field.Label ?? field.Name)
                .OfType<string>();
}
