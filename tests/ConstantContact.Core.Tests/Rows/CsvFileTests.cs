using System.IO;
using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>
/// CSV text that the corpus of files does not have: delimiters to be told apart, lines to be counted, cells to be
/// trimmed.
/// </summary>
public sealed class CsvFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("email;first_name\na;b\n", ';', "email|first_name")]
    [InlineData("email;p, q, r, s\na;b\n", ';', "email|p, q, r, s")]
    [InlineData("#TYPE a,b,c,d,e\nemail;note\na;b,c,d,e\n", ';', "email|note")]
    [InlineData("\"first\nname\";email\na;b\n", ';', "first\nname|email")]
    [InlineData("\n \n\"e-mail adresse\";\"vor,name\"\na;1,2,3\nb;1,2,3\n", ';', "e-mail adresse|vor,name")]
    [InlineData("\"x;y;z;w\",e,f\na,b,c\n", ',', "x;y;z;w|e|f")]
    [InlineData("\" email \"\t\"first_name\"\na\tb\n", '\t', "email|first_name")]
    [InlineData("email|first_name\r\na|b\r\n", '|', "email|first_name")]
    [InlineData("x\na\n", ',', "x")]
    [InlineData("\"#TYPE System.Object\"\nemail,first_name\na,b\n", ',', "email|first_name")]
    [InlineData("\n#TYPE a,b,c,d,e\nemail;note\na;b,c,d,e\n", ';', "email|note")]
    [InlineData("p, q, r;email", ';', "p, q, r|email")]
    [InlineData("#TYPEX,email\na,b\n", ',', "#TYPEX|email")]
    [InlineData("email,@twitter\na,b\n", ',', "email|@twitter")]
    public void Delimiter_and_headings_are_detected_in_the_first_line(string text, char delimiter, string headings)
    {
        using var source = Open(text);

        Assert.Equal((delimiter, headings), (source.Delimiter, string.Join("|", source.Headings)));
    }

    [Theory]
    [InlineData(" Ann,x", "Ann")]
    [InlineData("Ann ,x", "Ann")]
    [InlineData("\"\tAnn\t\",x", "Ann")]
    [InlineData("\u00A0Ann\u00A0,x", "Ann")]
    [InlineData("\u00C4nn,x", "\u00C4nn")]
    [InlineData("~,x", "~")]
    [InlineData("!,x", "!")]
    [InlineData(",x", "")]
    public void Cell_is_trimmed_at_both_ends(string line, string cell)
    {
        using var source = Open($"first_name,email\n{line}\n");

        Assert.Equal(cell, Assert.Single(source.Read(CancellationToken.None)).Values[0]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", "3 cells for 2 headings, in line 3", "delimiter (,)")]
    [InlineData("a\tb\n1\t2\n1\t2\t3\n", "3 cells for 2 headings, in line 3", "delimiter (tab)")]
    [InlineData("a,b\n1,2\n1\n", "1 cell for 2 headings, in line 3", "Add empty cells")]
    [InlineData("a,b\n\"1\n\n1\",2\n1\n", "in line 5", "Add empty cells")]
    [InlineData("a,b\r\n\"1\r\n1\",2\r\n1\r\n", "in line 4", "Add empty cells")]
    [InlineData("a,b\r\"1\r1\",2\r1\r", "in line 4", "Add empty cells")]
    [InlineData("a,b\n\"1\r1\n1\r\n1\",2\n1\n", "in line 6", "Add empty cells")]
    [InlineData("\n\na,b\n\n,\n1,2\n\n1\n", "in line 8", "Add empty cells")]
    public void Ragged_row_names_its_line_and_the_way_out(string text, string message, string remedy)
    {
        using var source = Open(text);

        var defect = Assert.Single(source.Read(CancellationToken.None), r => r.Defect is not null).Defect!;

        Assert.Contains(message, defect.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, defect.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_text_of_two_bytes_a_character_has_no_line()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("email\na\n"), 0x0A, 0xD8, 0x0A, 0x00];

        var e = Assert.Throws<InvalidInputException>(() =>
        {
            using var source = Open(bytes);
            source.Read(CancellationToken.None).Count();
        });

        Assert.StartsWith($"{Path.GetFileName(_path)} is not text in utf-16.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_first_line_is_named()
    {
        var e = Assert.Throws<InvalidInputException>(() => Open([.. Encoding.ASCII.GetBytes("email,"), 0xC3, 0x0A]));

        Assert.StartsWith("Line 1 of ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        using var source = Open("email\na\nb\n");
        using var cancelled = new CancellationTokenSource();
        using var rows = source.Read(cancelled.Token).GetEnumerator();
        Assert.True(rows.MoveNext());
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => rows.MoveNext());
    }

    [Fact]
    public void Source_tells_the_files_name_size_and_encoding()
    {
        using var source = Open("email\na\n");

        Assert.Equal(
            (Path.GetFileName(_path), 8L, "utf-8", File.GetLastWriteTimeUtc(_path)),
            (source.Name, source.Length, source.EncodingName, source.Written)
        );
        Assert.Equal(source.Name, ((IRowSource)source).Name);
    }

    [Fact]
    public void File_that_grew_is_refused()
    {
        using var source = Open("email\na\n");
        var written = File.GetLastWriteTimeUtc(_path);
        using (var more = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            more.WriteByte((byte)'b');
        }

        File.SetLastWriteTimeUtc(_path, written);
        Assert.Contains(
            "was changed",
            Assert.Throws<InvalidInputException>(() => source.Read(CancellationToken.None).Count()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void File_that_changed_is_refused_before_the_first_row_and_after_the_last_one()
    {
        using var source = Open("email\na\n");
        using var rows = source.Read(CancellationToken.None).GetEnumerator();
        Assert.True(rows.MoveNext());

        File.SetLastWriteTimeUtc(_path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var late = Assert.Throws<InvalidInputException>(() => rows.MoveNext());
        var early = Assert.Throws<InvalidInputException>(() => source.Read(CancellationToken.None).First());
        Assert.Contains("was changed", late.Message, StringComparison.Ordinal);
        Assert.Contains("was changed", early.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_that_a_short_row_lacks_has_no_value()
    {
        using var source = Open("a,b,c\n1\n");

        Assert.Equal(["1", null, null], Assert.Single(source.Read(CancellationToken.None)).Values);
    }

    [Fact]
    public void Record_that_never_ends_names_the_line_in_which_it_starts()
    {
        var endless = new string('x', 5_000_000);

        var row = Assert.Throws<InvalidInputException>(() =>
        {
            using var source = Open($"email\na\n\"{endless}\n");
            source.Read(CancellationToken.None).Count();
        });
        var heading = Assert.Throws<InvalidInputException>(() => Open($"\"{endless}\n"));

        Assert.Contains(
            "beyond row 1: the record that starts in line 3 has more than 4,194,304 characters",
            row.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("first line", heading.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"email\n", "The headings of X cannot be read: the record that starts in line 1 has")]
    [InlineData("\"em\"ail\n", "The headings of X cannot be read: the record that starts in line 1 has")]
    [InlineData("#TYPE P\n\"email\n", "The headings of X cannot be read: the record that starts in line 2 has")]
    [InlineData("email\n\"a\n", "No row of X can be read: the record that starts in line 2 has")]
    [InlineData("email\na\n\"b\n", "X cannot be read beyond row 1: the record that starts in line 3 has")]
    [InlineData("email\na\n\nb\n\"c\n", "X cannot be read beyond row 2: the record that starts in line 5 has")]
    public void Quote_that_is_never_closed_names_the_last_readable_row(string text, string start)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
        {
            using var source = Open(text);
            source.Read(CancellationToken.None).Count();
        });

        Assert.Equal(
            start.Replace("X", Path.GetFileName(_path)) + " a quoted cell that does not end properly.",
            error.Message
        );
    }

    private CsvRowSource Open(string text) => Open(new UTF8Encoding(false).GetBytes(text));

    private CsvRowSource Open(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return CsvRowSource.Open(_path);
    }
}
