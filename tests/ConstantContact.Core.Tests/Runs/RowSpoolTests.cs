using System.IO;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Runs;

/// <summary>Rows that are kept on the disk.</summary>
public sealed class RowSpoolTests : IDisposable
{
    private static readonly string[] Headings = ["email", "first_name"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 300)]
    public bool Rows_come_back_from_the_spool_as_they_were(string[][] rows)
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        foreach (string[] row in rows)
        {
            spool.Add(new InputRow(spool.Count + 1, null, [.. row.Select((_, i) => "h" + i)], row));
        }

        InputRow[] back = [.. spool.Read(CancellationToken.None)];
        return spool.Count == rows.Length
            && back.Select(r => string.Join('\0', r.Values))
                .SequenceEqual(rows.Select(r => string.Join('\0', r.Select(v => v ?? ""))), StringComparer.Ordinal)
            && back.Select(r => r.Number).SequenceEqual(Enumerable.Range(1, rows.Length).Select(n => (long)n));
    }

    [Fact]
    public void Many_rows_and_large_rows_come_back_from_the_spool_as_they_were()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        string[] values =
        [
            .. Enumerable
                .Range(0, 3000)
                .Select(i => new string((char)('a' + (i % 26)), i % 7 == 0 ? 300_000 : i % 1000)),
        ];
        foreach (string value in values.Take(400))
        {
            spool.Add(new InputRow(spool.Count + 1, null, Headings, (string?[])[value, "x"]));
        }

        Assert.True(
            spool
                .Read(CancellationToken.None)
                .Select(r => (string)r.Values[0]!)
                .SequenceEqual(values.Take(400), StringComparer.Ordinal)
        );
    }

    [Property(MaxTest = 100)]
    public Property Spool_that_is_cut_off_anywhere_returns_its_complete_rows_and_takes_more()
    {
        var cases =
            from count in Gen.Choose(0, 30)
            from cut in Gen.Choose(0, 1000)
            from most in Gen.Choose(0, 40)
            select (count, cut, most);
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                string path = _folder.File(Guid.NewGuid().ToString("N"));
                InputRow[] rows =
                [
                    .. Enumerable
                        .Range(1, c.count)
                        .Select(i => new InputRow(
                            i,
                            null,
                            i % 5 == 0 ? ["email", "phone"] : Headings,
                            (string?[])[$"é{i}@example.com", new string('x', i * 7)]
                        )),
                ];
                var ends = new List<long> { 0 };
                using (RowSpool spool = RowSpool.Create(path))
                {
                    foreach (InputRow row in rows)
                    {
                        spool.Add(row);
                        spool.FlushToDisk();
                        ends.Add(new FileInfo(path).Length);
                    }
                }

                long length = Math.Min(c.cut, ends[^1]);
                using (FileStream file = File.OpenWrite(path))
                {
                    file.SetLength(length);
                }

                int whole = Math.Min(ends.FindLastIndex(e => e <= length), c.most);
                using RowSpool again = RowSpool.Reopen(path, c.most);
                Assert.Equal(whole, again.Count);
                again.Add(new InputRow(whole + 1, null, ["email"], (string?[])["last"]));
                Assert.Equal(
                    rows.Take(whole).Select(r => r.Values[0]).Append("last"),
                    again.Read(CancellationToken.None).Select(r => r.Values[0])
                );
            }
        );
    }
}
