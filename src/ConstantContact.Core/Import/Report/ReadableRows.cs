using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Report;

/// <summary>The rows of an input that were accounted for before: it may have changed or gone since.</summary>
internal static class ReadableRows
{
    /// <summary>
    /// The rows up to the first that cannot be read. The import read no further either, or the input was changed later.
    /// </summary>
    public static IEnumerable<InputRow> ReadWhatIsLeft(this IRowSource source, CancellationToken cancellationToken)
    {
        using var reader = source.Read(cancellationToken).GetEnumerator();
        while (true)
        {
            try
            {
                if (!reader.MoveNext())
                {
                    yield break;
                }
            }
            catch (CcException)
            {
                yield break;
            }

            yield return reader.Current;
        }
    }
}
