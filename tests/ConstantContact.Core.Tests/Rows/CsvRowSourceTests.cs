using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Tests.Import;
using ConstantContact.Core.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Rows;

public sealed class CsvRowSourceTests
{
    [Fact]
    public void Two_readings_that_take_turns_see_the_same_rows()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("large.csv");
        File.WriteAllLines(path, ["email", .. Enumerable.Range(0, 20_000).Select(i => $"person{i}@example.com")]);
        using var source = CsvRowSource.Open(path);

        var pairs = source.Read(CancellationToken.None).Zip(source.Read(CancellationToken.None)).ToList();

        Assert.Equal(20_000, pairs.Count);
        Assert.All(pairs, (p, i) => Assert.Equal($"person{i}@example.com", p.First.Values[0]));
        Assert.All(pairs, (p, i) => Assert.Equal($"person{i}@example.com", p.Second.Values[0]));
    }

    [Theory]
    [InlineData("utf8.csv", 2, "")]
    [InlineData("utf8-bom.csv", 2, "")]
    [InlineData("utf16le-bom.csv", 2, "")]
    [InlineData("utf16be-bom.csv", 2, "")]
    [InlineData("utf32le-bom.csv", 2, "")]
    [InlineData("semicolon.csv", 2, "")]
    [InlineData("tab.csv", 2, "")]
    [InlineData("bar.csv", 2, "")]
    [InlineData("semicolon-with-commas.csv", 1, "")]
    [InlineData("one-column.csv", 2, "")]
    [InlineData("crlf.csv", 2, "")]
    [InlineData("cr.csv", 2, "")]
    [InlineData("no-final-newline.csv", 2, "")]
    [InlineData("blank-lines.csv", 2, "")]
    [InlineData("quotes.csv", 1, "")]
    [InlineData("embedded-newlines.csv", 2, "2 email-malformed")]
    [InlineData("padded.csv", 1, "")]
    [InlineData("hash-line.csv", 2, "")]
    [InlineData("ragged-short.csv", 2, "1 ragged-row")]
    [InlineData("ragged-long.csv", 3, "2 ragged-row")]
    [InlineData("ragged-blank-quote.csv", 1, "1 ragged-row")]
    [InlineData("excel-errors.csv", 3, "1 excel-error, 2 excel-error, 3 excel-error")]
    [InlineData("bad-emails.csv", 5, "2 email-malformed, 3 email-malformed, 4 email-malformed, 5 email-malformed")]
    [InlineData(
        "bad-birthdays.csv",
        6,
        "1 integer-malformed, 2 integer-malformed, 3 birthday-half, 4 birthday-range, 5 birthday-range"
    )]
    [InlineData("bad-dates.csv", 5, "1 date-impossible, 2 date-impossible, 3 date-malformed, 4 date-malformed")]
    [InlineData("too-long.csv", 3, "1 too-long, 2 too-long")]
    [InlineData("blank-cells.csv", 2, "1 identity-missing")]
    [InlineData("replacement-character.csv", 2, "1 damaged-text, 2 email-malformed")]
    [InlineData("hidden-characters.csv", 3, "1 email-malformed, 2 email-malformed, 3 email-malformed")]
    public void Readable_file_of_the_corpus_gives_every_row_and_its_findings(string file, int rows, string findings)
    {
        using var source = CsvRowSource.Open(PathOf(file));
        var parser = new RowParser(ColumnPlan.For(source.Headings, null, false, ColumnPurpose.Import));

        RowValues[] values = [.. source.Read(CancellationToken.None).Select(parser.Parse)];

        Assert.Equal(Enumerable.Range(1, rows).Select(n => (long)n), values.Select(v => v.Row.Number));
        Assert.All(values, v => Assert.Equal((file, v.Row.Headings.Count), (v.Row.Source, v.Row.Values.Count)));
        Assert.Equal(
            findings,
            string.Join(", ", values.SelectMany(v => v.Findings).Select(f => $"{f.Row} {f.RuleId}"))
        );
    }

    [Theory]
    [InlineData("utf16le-no-bom.csv", "CcInvalidFile", "zero bytes")]
    [InlineData("spreadsheet.csv", "CcInvalidFile", "zero bytes")]
    [InlineData("nul.csv", "CcInvalidFile", "zero bytes")]
    [InlineData("latin1.csv", "CcInvalidFile", "Line 2 of latin1.csv is not text in utf-8")]
    [InlineData("latin1-late.csv", "CcInvalidFile", "Line 9002 of latin1-late.csv is not text in utf-8")]
    [InlineData("empty.csv", "CcEmptyInput", "is empty")]
    [InlineData("only-bom.csv", "CcEmptyInput", "is empty")]
    [InlineData("only-blank-lines.csv", "CcEmptyInput", "is empty")]
    [InlineData("zero-rows.csv", "CcEmptyInput", "no rows")]
    [InlineData("zero-rows-blank-lines.csv", "CcEmptyInput", "no rows")]
    [InlineData("no-header.csv", "CcInvalidFile", "first line has the address 'a@example.com'")]
    [InlineData("unclosed-quote.csv", "CcInvalidFile", "beyond row 1: the record that starts in line 3 has a quoted")]
    [InlineData("text-after-quote.csv", "CcInvalidFile", "No row of text-after-quote.csv can be read")]
    [InlineData("duplicate-headings.csv", "CcDuplicateColumn", "two columns 'Email' (columns 1 and 3)")]
    [InlineData("duplicate-members.csv", "CcDuplicateColumn", "'postal_code' and 'home_zip'")]
    [InlineData("unknown-columns.csv", "CcUnknownColumn", "'Fisrt_Name' (did you mean 'first_name'?)")]
    [InlineData("unnamed-column.csv", "CcUnknownColumn", "column 2, which has no heading")]
    [InlineData("permission-column.csv", "CcUnknownColumn", "'permission_to_send'")]
    [InlineData("no-identity.csv", "CcMissingColumn", "no column that identifies the contact (email or sms_number)")]
    [InlineData("there-is-no-such-file.csv", "CcInvalidFile", "There is no file '")]
    [InlineData("no-such-folder/people.csv", "CcInvalidFile", "There is no file '")]
    [InlineData(".", "CcInvalidFile", "cannot be opened")]
    public void Unusable_file_of_the_corpus_is_an_error_that_names_the_fault_and_the_place(
        string file,
        string id,
        string fragment
    )
    {
        var error = Assert.Throws<InvalidInputException>(() =>
        {
            using var source = CsvRowSource.Open(PathOf(file));
            var parser = new RowParser(ColumnPlan.For(source.Headings, null, false, ColumnPurpose.Import));
            source.Read(CancellationToken.None).ToList().ForEach(parser.RequireKnown);
        });

        Assert.Equal(id, error.ErrorId);
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public void Every_file_of_the_corpus_has_an_expectation()
    {
        string[] named =
        [
            .. typeof(CsvRowSourceTests)
                .GetMethods()
                .SelectMany(m => m.GetCustomAttributesData())
                .Where(a => a.AttributeType == typeof(InlineDataAttribute))
                .Select(a =>
                    ((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0]
                        .Value!.ToString()!
                ),
        ];

        Assert.Empty(
            Directory
                .GetFiles(PathOf(""), "*.csv")
                .Select(f => Path.GetFileName(f)!)
                .Except(named.Concat(BadFileCorpusTests.Named), StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Values_are_trimmed_and_otherwise_unchanged()
    {
        using var padded = CsvRowSource.Open(PathOf("padded.csv"));
        using var lines = CsvRowSource.Open(PathOf("embedded-newlines.csv"));
        using var quotes = CsvRowSource.Open(PathOf("quotes.csv"));

        Assert.Equal(["email", "first_name"], padded.Headings);
        Assert.Equal(["a@example.com", "Ann"], padded.Read(CancellationToken.None).Single().Values);
        Assert.Equal("two\r\nlines", lines.Read(CancellationToken.None).First().Values[1]);
        Assert.Equal("Ann \"A\" B, C", quotes.Read(CancellationToken.None).Single().Values[1]);
    }

    [Fact]
    public void Ragged_row_names_its_line()
    {
        using var source = CsvRowSource.Open(PathOf("ragged-long.csv"));

        RowFinding defect = source.Read(CancellationToken.None).ElementAt(1).Defect!;

        Assert.Equal("Row 2 of ragged-long.csv: 3 cells for 2 headings, in line 4", defect.ToString());
    }

    [Fact]
    public void Declared_encoding_is_used_if_there_is_no_byte_order_mark()
    {
        using var latin = CsvRowSource.Open(PathOf("latin1.csv"), new CsvRowOptions { Encoding = Encoding.Latin1 });
        using var marked = CsvRowSource.Open(PathOf("utf8-bom.csv"), new CsvRowOptions { Encoding = Encoding.Latin1 });

        Assert.Equal("Zoë", latin.Read(CancellationToken.None).First().Values[1]);
        Assert.Equal("Zoë", marked.Read(CancellationToken.None).First().Values[1]);
    }

    [Fact]
    public void Declared_delimiter_is_used()
    {
        using var source = CsvRowSource.Open(PathOf("semicolon.csv"), new CsvRowOptions { Delimiter = ',' });

        Assert.Equal(["email;first_name"], source.Headings);
    }

    [Fact]
    public void Second_reading_gives_the_same_rows_and_a_changed_file_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "email\na@example.com\n");
            using var source = CsvRowSource.Open(path);
            Assert.Single(source.Read(CancellationToken.None));
            Assert.Single(source.Read(CancellationToken.None));

            File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

            Assert.Contains(
                "was changed",
                Assert.Throws<InvalidInputException>(() => source.Read(CancellationToken.None).Count()).Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Property(MaxTest = 300)]
    public Property Written_cells_come_back_trimmed()
    {
        Gen<string> cell = Gen.Elements("", "x", " pad ", "a,b", "q\"q", "l\nl", "l\r\nl", "é😀", "#x", "a;b\tc|d");
        return Prop.ForAll(
            cell.ArrayOf(3).NonEmptyListOf().ToArbitrary(),
            rows =>
            {
                string path = Path.GetTempFileName();
                try
                {
                    File.WriteAllText(
                        path,
                        "email,first_name,last_name\n"
                            + string.Concat(
                                rows.Select(r =>
                                    string.Join(
                                        ",",
                                        r.Select(c => "\"" + c.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")
                                    ) + "\n"
                                )
                            )
                    );
                    using var source = CsvRowSource.Open(path);
                    string[][] written =
                    [
                        .. rows.Select(r => r.Select(c => c.Trim()).ToArray()).Where(r => r.Any(c => c.Length > 0)),
                    ];
                    Assert.Equal(
                        written,
                        written.Length == 0
                            ? []
                            : source
                                .Read(CancellationToken.None)
                                .Select(r => r.Values.Select(v => (string)v!).ToArray())
                    );
                }
                finally
                {
                    File.Delete(path);
                }
            }
        );
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Rows", "Corpus", file);
}
