using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The first error that ends a run. It is set before the rows that wait for the failed one go on: none of them may be
/// written.
/// </summary>
internal sealed class RunEnd
{
    private CcException? _error;

    /// <summary>Null while the run goes on.</summary>
    public CcException? Error => Volatile.Read(ref _error);

    public void Set(CcException error) => Interlocked.CompareExchange(ref _error, error, null);
}
