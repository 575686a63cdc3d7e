using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates;

/// <summary>The work of a run on one row.</summary>
public interface IContactRowWork
{
    /// <summary>Prepares the row, asks the guide, announces the write, and sends it.</summary>
    /// <exception cref="CcException">The failure of the row, or of the run.</exception>
    Task<UpdateResult> RunAsync(UpdateRow row, RowEntry entry, IUpdateGuide guide, CancellationToken cancellationToken);
}
