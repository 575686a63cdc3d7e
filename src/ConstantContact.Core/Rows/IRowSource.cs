namespace ConstantContact.Core.Rows;

/// <summary>Rows that can be read repeatedly, from first to last, in constant memory. One reader at a time.</summary>
public interface IRowSource
{
    /// <summary>The name of the file. Null for rows from the pipeline.</summary>
    string? Name { get; }

    /// <summary>The rows, one by one. The caller may keep each row.</summary>
    /// <exception cref="Errors.InvalidInputException">
    /// During enumeration: the source cannot be read any further. The message says where.
    /// </exception>
    IEnumerable<InputRow> Read(CancellationToken cancellationToken);
}
