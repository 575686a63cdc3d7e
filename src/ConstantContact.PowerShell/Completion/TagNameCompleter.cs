using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the names of tags.</summary>
public sealed class TagNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        connection is null
            ? []
            : Within(connection.Names.KnownTags, connection.Names.TagsAsync)
                .Select(static tag => tag.Name)
                .OfType<string>();
}
