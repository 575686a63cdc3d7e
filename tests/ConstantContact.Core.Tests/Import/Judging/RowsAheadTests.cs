using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Import.Judging;

/// <summary>Rows that are read ahead are those of the source, to the last of them and to its error.</summary>
public sealed class RowsAheadTests
{
    private static readonly Gen<string> Cells = Gen.Elements("", "Ann", " Ann ", "O'Brien", "a,b", "say \"hi\"", "Zoë", "two\nlines", "tab\there", "back\\slash", new string('x', 40), "person@example.com");

    [Property(MaxTest = 200)]
    public Property OfAFile_TheyAreTheSame() => Prop.ForAll(Cells.ArrayOf(3).ListOf().ToArbitrary(), rows =>
    {
        string text = "email,first_name,city\n" + string.Concat(rows.Select((cells, i) => string.Join(',', cells.Select(Quoted).Take(i % 50 == 7 ? 2 : 3)) + "\n")) + "last@example.com,,\n";
        return InFile(text, source => Seen(() => source.Open(CancellationToken.None)).SequenceEqual(Seen(() => new RowsAhead(source, CancellationToken.None))));
    });

    [Property(MaxTest = 100)]
    public Property OfASpool_TheyAreTheSame() => Prop.ForAll(Cells.ArrayOf(3).ListOf().ToArbitrary(), rows =>
    {
        using var spool = new RowSpool(new MemoryStream());
        string[][] shapes = [["email", "first_name", "city"], ["a", "b", "c"]];
        for (int i = 0; i < rows.Count; i++)
        {
            spool.Add(new InputRow(i + 1, null, shapes[i / 10 % 2], [.. rows[i].Select(c => c.Trim())])
            {
                Defect = i % 9 == 4 ? RowFinding.Unreadable(i + 1, null, "it is odd", "mend it") : null,
            });
        }

        return Seen(() => spool.Open(CancellationToken.None)).SequenceEqual(Seen(() => new RowsAhead(spool, CancellationToken.None)));
    });

    [Fact]
    public void AFileThatCannotBeReadOn_GivesTheRowsBeforeAndItsError()
    {
        string text = "email\n" + string.Concat(Enumerable.Range(1, 700).Select(i => $"person{i}@example.com\n")) + "\"never closed" + new string('x', 100);
        InFile(text, source =>
        {
            List<string> direct = Seen(() => source.Open(CancellationToken.None));
            List<string> ahead = Seen(() => new RowsAhead(source, CancellationToken.None));

            Assert.Equal(701, ahead.Count);
            Assert.Contains("beyond row 700", ahead[^1], StringComparison.Ordinal);
            Assert.Equal(direct, ahead);
            return true;
        });
    }

    [Fact]
    public void WhoStopsEarly_LeavesNothingBehindThatReads()
    {
        string text = "email\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"person{i}@example.com\n"));
        InFile(text, source =>
        {
            using (var rows = new RowsAhead(source, CancellationToken.None))
            {
                Assert.True(rows.MoveNext());
            }

            Assert.Equal(20_000, Seen(() => new RowsAhead(source, CancellationToken.None)).Count);
            return true;
        });
    }

    [Fact]
    public void Cancelled_TheyEndWithinWhatWasReadAhead()
    {
        string text = "email\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"person{i}@example.com\n"));
        InFile(text, source =>
        {
            using var cancel = new CancellationTokenSource();
            using var rows = new RowsAhead(source, cancel.Token);
            Assert.True(rows.MoveNext());
            cancel.Cancel();

            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                while (rows.MoveNext())
                {
                    Assert.InRange(rows.Number, 1, 5_000);
                }
            });
            return true;
        });
    }

    private static string Quoted(string cell) => cell.IndexOfAny([',', '"', '\n']) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool InFile(string text, Func<CsvRowSource, bool> look)
    {
        string path = Path.Combine(Path.GetTempPath(), $"cc-ahead-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text, Encoding.UTF8);
        try
        {
            using CsvRowSource source = CsvRowSource.Open(path);
            return look(source);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A line for each row, and one for the error at the end.</summary>
    private static List<string> Seen(Func<IRowCursor> open)
    {
        List<string> seen = [];
        try
        {
            using IRowCursor cursor = open();
            while (cursor.MoveNext())
            {
                InputRow row = cursor.ToRow();
                string cells = string.Join('|', row.Defect is null ? row.Values : []);
                seen.Add($"{cursor.Number} {row.Number} {row.Source} {string.Join(',', cursor.Headings)} {cells} {Plain(cursor)} {cursor.Defect?.Message} {row.Defect?.Message}");
            }
        }
        catch (InvalidInputException e)
        {
            seen.Add(e.Message);
        }

        return seen;
    }

    private static string Plain(IRowCursor cursor)
    {
        if (cursor.Defect is not null || !cursor.Plain.IsKnown)
        {
            return "not plain";
        }

        IReadOnlyList<string?> values = cursor.ToRow().Values;
        string[] cells = new string[cursor.Plain.CellCount];
        Assert.Equal(values.Count, cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = cursor.Plain[i].ToString();
            Assert.Equal(values[i], cells[i]);
        }

        return string.Join('|', cells);
    }
}
