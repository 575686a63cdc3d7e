using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import;

/// <summary>Records what an import is about to change, so that the import can be undone.</summary>
public interface IImportRecorder
{
    /// <summary>Called right before a chunk leaves.</summary>
    /// <param name="rows">The rows of the chunk.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Errors.CcException">The old values could not be read or recorded. The chunk must not be
    /// sent.</exception>
    Task RecordAsync(IReadOnlyList<RowValues> rows, CancellationToken cancellationToken);
}
