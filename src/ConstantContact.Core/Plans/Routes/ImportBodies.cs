using ConstantContact.Core.Columns;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>Contacts of a batch → the bodies of its requests, by the import's own writer.</summary>
internal static class ImportBodies
{
    /// <summary>They stay the caller's.</summary>
    public static IReadOnlyList<ImportChunk> Of(ImportBatch batch)
    {
        string[] headings =
        [
            .. batch
                .Items.SelectMany(static i => i.Cells)
                .Select(static c => c.Heading)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        var plan = ColumnPlan.For(headings, columnMap: null, ignoreUnknown: false, ColumnPurpose.Import);
        var columns = plan.Columns.ToDictionary(static c => c.Heading, StringComparer.OrdinalIgnoreCase);
        List<ImportChunk> chunks = [];
        using var writer = new JsonChunkWriter(new ImportEnvelope([batch.List], null));
        foreach (var item in batch.Items)
        {
            var row = new InputRow(item.Position, null, headings, []);
            var values = new RowValues(
                row,
                plan,
                [.. item.Cells.Select(c => new RowValue(row, columns[c.Heading], c.Text))],
                []
            );
            if (writer.Offer(values) != ChunkFit.Added)
            {
                chunks.Add(writer.Take()!);
                writer.Offer(values);
            }
        }

        if (writer.Take() is { } last)
        {
            chunks.Add(last);
        }

        return chunks;
    }
}
