namespace ConstantContact.Core.Rows;

public static class RowSources
{
    /// <summary>The rows one by one, each of them an object that can be kept.</summary>
    public static IEnumerable<InputRow> Read(this IRowSource source, CancellationToken cancellationToken)
    {
        using IRowCursor cursor = source.Open(cancellationToken);
        while (cursor.MoveNext())
        {
            yield return cursor.ToRow();
        }
    }
}
