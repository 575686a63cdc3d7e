using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the names of segments.</summary>
public sealed class SegmentNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        connection is null
            ? []
            : Within(connection.Names.KnownSegments, connection.Names.SegmentsAsync)
                .Select(static segment => segment.Name)
                .OfType<string>();
}
