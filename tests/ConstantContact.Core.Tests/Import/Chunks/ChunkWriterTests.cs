using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Sylvan.Data.Csv;
using Xunit;

namespace ConstantContact.Core.Tests.Import.Chunks;

public sealed class ChunkWriterTests
{
    private const string Boundary = "----cc-0123456789abcdef";

    private static readonly string[] Headings =
    [
        "email",
        "first_name",
        "zip",
        "birthday_month",
        "birthday_day",
        "cf:Note",
    ];
    private static readonly ColumnPlan Plan = ColumnPlan.For(Headings, null, false, ColumnPurpose.Import);
    private static readonly ImportEnvelope Envelope = new(
        ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a", "5bbf758c-d8ce-11e9-8d3a-fa163e56c9b0"],
        "explicit"
    );

    [Property(MaxTest = 500)]
    public Property Json_chunks_are_small_enough_and_hold_all_rows_in_order() =>
        Prop.ForAll(
            Cases.ToArbitrary(),
            c =>
                Check(
                    c,
                    new JsonChunkWriter(Envelope, c.MaxBytes, c.MaxRows),
                    () => new JsonChunkWriter(Envelope, int.MaxValue, 1),
                    ReadJson
                )
        );

    [Property(MaxTest = 500)]
    public Property Csv_chunks_are_small_enough_and_hold_all_rows_in_order() =>
        Prop.ForAll(
            Cases.ToArbitrary(),
            c =>
                Check(
                    c,
                    new CsvChunkWriter(Envelope, Boundary, c.MaxBytes, c.MaxRows),
                    () => new CsvChunkWriter(Envelope, Boundary, int.MaxValue, int.MaxValue),
                    chunk =>
                    {
                        List<Dictionary<string, string>> rows = ReadCsv(chunk, out int lines);
                        Assert.True(lines <= c.MaxRows + 1, $"{lines} lines for at most {c.MaxRows} rows");
                        return rows;
                    },
                    alone => ReadCsvLines(alone) > c.MaxRows + 1
                )
        );

    [Fact]
    public void Json_chunk_is_the_documented_body_without_blank_keys()
    {
        using var writer = new JsonChunkWriter(Envelope);
        Assert.Equal(ChunkFit.Added, writer.Offer(Row(1, "a@example.com", "Zoë", "", "02", "3", null)));
        int announced = writer.Bytes;

        using ImportChunk chunk = writer.Take()!;

        Assert.Equal(
            "{\"import_data\":[{\"email\":\"a@example.com\",\"first_name\":\"Zoë\",\"birthday_month\":2,\"birthday_day\":3}],"
                + "\"list_ids\":[\"04fe9a97-a579-43c5-bb1a-58ed29bf0a6a\",\"5bbf758c-d8ce-11e9-8d3a-fa163e56c9b0\"],\"sms_permission_to_send\":\"explicit\"}",
            Encoding.UTF8.GetString(chunk.Body.Span)
        );
        Assert.Equal(announced, chunk.Bytes);
        using System.Net.Http.HttpContent content = chunk.CreateContent();
        Assert.Equal(
            (chunk.Bytes, "application/json"),
            (content.Headers.ContentLength, content.Headers.ContentType!.ToString())
        );
        Assert.Null(writer.Take());
    }

    [Fact]
    public void Csv_chunk_is_a_multipart_body_with_the_headings_of_imports()
    {
        using var writer = new CsvChunkWriter(new ImportEnvelope(["L1", "L2"]), "b");
        writer.Offer(Row(1, "a@example.com", "A \"B\", C", "", "2", "3", "x\ny"));

        using ImportChunk chunk = writer.Take()!;

        Assert.Equal(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                + "email,first_name,zip,birthday_month,birthday_day,cf:Note\r\na@example.com,\"A \"\"B\"\", C\",,2,3,\"x\ny\"\r\n"
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"list_ids\"\r\n\r\nL1,L2\r\n--b--\r\n",
            Encoding.UTF8.GetString(chunk.Body.Span)
        );
        using System.Net.Http.HttpContent content = chunk.CreateContent();
        Assert.Equal("multipart/form-data; boundary=b", content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chunks_stay_below_the_real_limits(bool json)
    {
        using ChunkWriter writer = json ? new JsonChunkWriter(Envelope) : new CsvChunkWriter(Envelope, Boundary);
        var chunks = new List<(int Rows, int Bytes)>();

        // Short rows first, so that the count binds; then long ones, so that the bytes do.
        long sent = 0;
        for (int i = 0; i < 120_000; i++)
        {
            RowValues row = Row(
                i + 1,
                $"person{i}@example.com",
                "Ann",
                "02451",
                "",
                "",
                i < 80_000 ? "" : new string('é', 255)
            );
            ChunkFit fit = writer.Offer(row);
            if (fit == ChunkFit.Full)
            {
                Take();
                fit = writer.Offer(row);
            }

            Assert.Equal(ChunkFit.Added, fit);
        }

        Take();
        Assert.Equal(120_000, sent);
        Assert.All(chunks, c => Assert.True(c.Rows <= 39_999 && c.Bytes < 4_000_000));
        Assert.Equal(39_999, chunks[0].Rows);
        Assert.Contains(chunks, c => c.Bytes > 3_999_000);

        void Take()
        {
            using ImportChunk chunk = writer.Take()!;
            Assert.Equal((sent + 1, sent + chunk.Rows), (chunk.FirstRow, chunk.LastRow));
            chunks.Add((chunk.Rows, chunk.Bytes));
            sent += chunk.Rows;
        }
    }

    [Fact]
    public void Chunk_of_one_byte_less_than_the_limit_is_taken_and_one_of_the_limit_is_not()
    {
        RowValues row = Row(1, "a@example.com", "Ann", "", "", "", "x");
        using var probe = new JsonChunkWriter(Envelope);
        probe.Offer(row);
        int size = probe.Bytes;

        using var roomy = new JsonChunkWriter(Envelope, size + 1);
        using var tight = new JsonChunkWriter(Envelope, size);

        Assert.Equal(ChunkFit.Added, roomy.Offer(row));
        Assert.Equal(ChunkFit.TooLarge, tight.Offer(row));
        Assert.Null(tight.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chunk_without_some_rows_is_the_chunk_of_the_others(bool json)
    {
        for (int left = 0; left < 16; left++)
        {
            bool Stays(long row) => (left >> (int)(row - 1) & 1) == 1;
            using ImportChunk? expected = Of(Stays);
            using ImportChunk? cut = Of(_ => true)!.Only(row => row == 4 || Stays(row))?.Only(Stays);

            Assert.Equal(expected?.RowNumbers, cut?.RowNumbers);
            Assert.Equal(Text(expected), Text(cut));
        }

        ImportChunk? Of(Func<long, bool> isOffered)
        {
            using ChunkWriter writer = json ? new JsonChunkWriter(Envelope) : new CsvChunkWriter(Envelope, Boundary);
            for (int i = 1; i <= 4; i++)
            {
                RowValues row = Row(i, $"p{i}@example.com", new string('é', i), "", "", "", "a\nb");
                Assert.True(!isOffered(i) || writer.Offer(row) == ChunkFit.Added);
            }

            return writer.Take();
        }

        string? Text(ImportChunk? chunk) => chunk is null ? null : Encoding.UTF8.GetString(chunk.Body.ToArray());
    }

    [Theory]
    [InlineData("email,last_name")]
    [InlineData("email,first_name")]
    [InlineData("email,last_name,zip,birthday_month,birthday_day,cf:Note")]
    [InlineData("email,first_name,zip,birthday_month,birthday_day,cf:Other")]
    [InlineData("first_name,email,zip,birthday_month,birthday_day,cf:Note")]
    [InlineData("email,first_name,zip,birthday_month,birthday_day,cf:Note,city")]
    public void Csv_row_with_other_columns_starts_a_new_chunk(string headings)
    {
        RowValues row = RowOf(headings.Split(','), 2, "b@example.com", "B");
        using var writer = new CsvChunkWriter(Envelope, Boundary);

        Assert.Equal(ChunkFit.Added, writer.Offer(Row(1, "a@example.com", "", "", "", "", "")));
        Assert.Equal(ChunkFit.Full, writer.Offer(row));
        writer.Take()!.Dispose();
        Assert.Equal(ChunkFit.Added, writer.Offer(row));
        using ImportChunk chunk = writer.Take()!;
        Assert.StartsWith(headings + "\r\n", CsvPart(chunk), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_row_of_another_source_with_the_same_columns_stays_in_the_chunk()
    {
        using var writer = new CsvChunkWriter(Envelope, Boundary);

        Assert.Equal(ChunkFit.Added, writer.Offer(Row(1, "a@example.com", "", "", "", "", "")));
        Assert.Equal(ChunkFit.Added, writer.Offer(RowOf([.. Headings], 2, "b@example.com", "B")));
    }

    private sealed record Case(string[][] Rows, int MaxBytes, int MaxRows);

    private static Gen<string> Text =>
        Gen.Frequency(
            (3, Gen.Constant("")),
            (
                4,
                Gen.Elements(
                    "Ann",
                    "Zoë",
                    "a,b",
                    "say \"x\"",
                    "two\nlines",
                    "two\r\nlines",
                    "'quote",
                    "back\\slash",
                    "😀😀",
                    "<&>",
                    "日本語テキスト",
                    "=1+1",
                    "tab\tin"
                )
            ),
            (2, Gen.Choose(1, 255).Select(n => new string('é', n))),
            (1, Gen.Choose(1, 120).Select(n => string.Concat(Enumerable.Repeat("\"\n", n))))
        );

    private static Gen<Case> Cases =>
        from count in Gen.Choose(0, 30)
        from rows in (
            from name in Text
            from zip in Gen.Elements("", "02451")
            from birthday in Gen.Elements("", "7")
            from note in Text
            select (string[])[name.Length > 50 ? name[..50] : name, zip, birthday, note.Trim()]
        ).ArrayOf(count)
        from maxBytes in Gen.Choose(450, 2500)
        from maxRows in Gen.Choose(1, 9)
        select new Case(rows, maxBytes, maxRows);

    private static bool Check(
        Case c,
        ChunkWriter writer,
        Func<ChunkWriter> unlimited,
        Func<ImportChunk, List<Dictionary<string, string>>> read,
        Func<ImportChunk, bool>? alsoTooLarge = null
    )
    {
        RowValues[] rows =
        [
            .. c.Rows.Select((r, i) => Row(i + 1, $"p{i}@example.com", r[0].Trim(), r[1], r[2], r[2], r[3])),
        ];
        var got = new List<(long Row, Dictionary<string, string> Values)>();
        var tooLarge = new List<long>();
        void Take()
        {
            int announced = writer.Bytes;
            using ImportChunk? chunk = writer.Take();
            if (chunk is null)
            {
                return;
            }

            Assert.Equal(announced, chunk.Bytes);
            Assert.True(chunk.Bytes < c.MaxBytes);
            Assert.True(chunk.Rows <= c.MaxRows);
            List<Dictionary<string, string>> values = read(chunk);
            Assert.Equal(chunk.Rows, values.Count);
            got.AddRange(chunk.RowNumbers.Zip(values));
        }

        foreach (RowValues row in rows)
        {
            ChunkFit fit = writer.Offer(row);
            if (fit == ChunkFit.Full)
            {
                Take();
                fit = writer.Offer(row);
            }

            Assert.NotEqual(ChunkFit.Full, fit);
            if (fit == ChunkFit.TooLarge)
            {
                tooLarge.Add(row.Row.Number);
            }
        }

        Take();
        writer.Dispose();
        foreach (RowValues row in rows)
        {
            using ChunkWriter alone = unlimited();
            Assert.Equal(ChunkFit.Added, alone.Offer(row));
            using ImportChunk chunk = alone.Take()!;
            bool isTooLarge = chunk.Bytes >= c.MaxBytes || (alsoTooLarge?.Invoke(chunk) ?? false);
            Assert.Equal(isTooLarge, tooLarge.Contains(row.Row.Number));
        }

        Assert.Equal(rows.Select(r => r.Row.Number).Except(tooLarge), got.Select(g => g.Row));
        foreach ((long number, Dictionary<string, string> values) in got)
        {
            Assert.Equal(
                rows[number - 1].Values.Select(v => (v.Column.Name, v.Text)),
                Headings.Where(values.ContainsKey).Where(h => values[h].Length > 0).Select(h => (h, values[h]))
            );
        }

        return true;
    }

    private static List<Dictionary<string, string>> ReadJson(ImportChunk chunk)
    {
        using JsonDocument body = JsonDocument.Parse(chunk.Body);
        Assert.Equal(
            "import_data list_ids sms_permission_to_send",
            string.Join(' ', body.RootElement.EnumerateObject().Select(p => p.Name))
        );
        return
        [
            .. body
                .RootElement.GetProperty("import_data")
                .EnumerateArray()
                .Select(e =>
                    e.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
                ),
        ];
    }

    private static string CsvPart(ImportChunk chunk)
    {
        string text = Encoding.UTF8.GetString(chunk.Body.Span);
        int start = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return text[start..text.IndexOf("\r\n--" + Boundary, start, StringComparison.Ordinal)];
    }

    private static int ReadCsvLines(ImportChunk chunk) =>
        CsvPart(chunk).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Length;

    private static List<Dictionary<string, string>> ReadCsv(ImportChunk chunk, out int lines)
    {
        lines = ReadCsvLines(chunk);
        using var reader = CsvDataReader.Create(
            new StringReader(CsvPart(chunk)),
            new CsvDataReaderOptions { Delimiter = ',', Comment = '\uFFFF' }
        );
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            rows.Add(
                Enumerable
                    .Range(0, reader.FieldCount)
                    .ToDictionary(reader.GetName, reader.GetString, StringComparer.Ordinal)
            );
        }

        return rows;
    }

    private static RowValues RowOf(string[] headings, long number, string email, string other)
    {
        ColumnPlan plan = ColumnPlan.For(headings, null, false, ColumnPurpose.Import);
        string?[] cells =
        [
            .. headings.Select(
                (h, i) =>
                    h == "email" ? email
                    : i < 2 ? other
                    : null
            ),
        ];
        return new RowParser(plan).Parse(new InputRow(number, null, plan.Headings, cells));
    }

    private static RowValues Row(long number, params string?[] values)
    {
        RowValues row = new RowParser(Plan).Parse(new InputRow(number, null, Headings, values));
        Assert.False(row.HasErrors, string.Join(' ', row.Findings));
        return row;
    }
}
