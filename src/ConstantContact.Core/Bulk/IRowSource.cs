using System.Collections.Generic;
using System.Threading;

namespace ConstantContact.Core.Bulk;

/// <summary>Rows that can be read more than once, from first to last, in constant memory.</summary>
public interface IRowSource
{
    /// <summary>The file's name, null for rows from the pipeline.</summary>
    string? Name { get; }

    /// <exception cref="Errors.InvalidInputException">The source cannot be read on; the message says where.</exception>
    IEnumerable<InputRow> Read(CancellationToken cancellationToken);
}
