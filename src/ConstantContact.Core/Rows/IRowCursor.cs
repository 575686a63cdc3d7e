using ConstantContact.Core.Import.Judging;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Stands on one row of a source after the other. What it shows is good until it moves on: <see cref="ToRow"/> keeps a row.
/// A million rows are read without an object for each cell.
/// </summary>
public interface IRowCursor : IDisposable
{
    /// <inheritdoc cref="InputRow.Number"/>
    long Number { get; }

    /// <summary>The same instance for rows of one shape.</summary>
    IReadOnlyList<string> Headings { get; }

    /// <inheritdoc cref="InputRow.Defect"/>
    RowFinding? Defect { get; }

    /// <summary>The row in one piece, where it is such a one; not for a row with a <see cref="Defect"/>. The default says nothing of it.</summary>
    PlainRecord Plain { get; }

    /// <exception cref="Errors.InvalidInputException">The source cannot be read on; the message says where.</exception>
    bool MoveNext();

    InputRow ToRow();
}
