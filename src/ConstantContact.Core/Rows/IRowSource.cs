namespace ConstantContact.Core.Rows;

/// <summary>Rows that can be read more than once, from first to last, in constant memory; by one cursor at a time.</summary>
public interface IRowSource
{
    /// <summary>The file's name, null for rows from the pipeline.</summary>
    string? Name { get; }

    /// <exception cref="Errors.InvalidInputException">The source cannot be read; the message says where.</exception>
    IRowCursor Open(CancellationToken cancellationToken);
}
