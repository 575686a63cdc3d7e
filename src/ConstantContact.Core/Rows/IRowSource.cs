namespace ConstantContact.Core.Rows;

/// <summary>Rows that can be read more than once, from first to last, in constant memory; by one reader at a time.</summary>
public interface IRowSource
{
    /// <summary>The file's name, null for rows from the pipeline.</summary>
    string? Name { get; }

    /// <summary>The rows one by one, each of them an object that can be kept.</summary>
    /// <exception cref="Errors.InvalidInputException">While enumerating: the source cannot be read on; the message says where.</exception>
    IEnumerable<InputRow> Read(CancellationToken cancellationToken);
}
