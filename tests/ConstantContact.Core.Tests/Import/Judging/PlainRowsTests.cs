using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Import.Judging;

/// <summary>The short way for rows about which there is nothing to say is the long way's answer for them.</summary>
public sealed class PlainRowsTests
{
    private static readonly string[] Headings = ["email", "first_name", "birthday_month", "birthday_day", "anniversary", "home_phone", "city", "cf:Team", "sms_number"];
    private static readonly ColumnPlan Plan = ColumnPlan.For(Headings, null, false, ColumnPurpose.Import);
    private static readonly ImportEnvelope Envelope = new(["L1"]);

    private static readonly Gen<string[]> Rows =
        from email in Gen.Elements(
            "a@example.com", "A.b-c_d+e@sub.example-x.co", "a@b", "a..b@example.com", ".a@example.com", "a.@example.com", "a@-b.com", "a@b-.com", "a@b..com", "a@b.c.",
            "a@1.2", "a@b.3com", "a@b.c3", "@b.com", "a@b@c.com", "", "é@example.com", "a b@example.com", "a@example.com,", new string('a', 45) + "@b.com", new string('a', 70) + "@b.com", "x\"y@b.com", "a@b.com\\")
        from name in Gen.Elements("", "Ann", "Zoë", "O'Brien, \"Q\"", "#N/A", "#1", "a\\b", "\t", "<&+>", "😀", "\uFFFD", new string('x', 50), new string('x', 51), "'=1")
        from month in Gen.Elements("", "2", "02", "12", "13", "0", "x", "1.5", "007")
        from day in Gen.Elements("", "1", "01", "29", "30", "31", "32")
        from date in Gen.Elements("", "2024-02-29", "2023-02-29", "0001-01-01", "2024-1-1", "1/2/2024", "45000", "2024/01/02", "1000-10-10", "2x24-01-01")
        from rest in Gen.Elements("", "", "+1 555", "Waltham", "02451", "x;y", new string('9', 26), new string('y', 256)).ArrayOf(3)
        from sms in Gen.Elements("", "", "", "1231231234", "12")
        select (string[])[email, name, month, day, date, .. rest, sms];

    [Property(MaxTest = 3000)]
    public Property Accepts_ARow_MeansThatTheParserHasNothingToSayAndWritesTheSame() => Prop.ForAll(Rows.ToArbitrary(), cells =>
    {
        using var spool = new RowSpool(new MemoryStream());
        spool.Add(new InputRow(1, null, Headings, [.. cells.Select(c => c.Trim())]));
        using IRowCursor cursor = spool.Open(CancellationToken.None);
        cursor.MoveNext();
        var plain = new PlainRows(Plan);
        if (!plain.Accepts(cursor.Plain, blankAllowed: true, out RowKey key))
        {
            return true;
        }

        RowValues values = new RowParser(Plan).Parse(cursor.ToRow());
        return values.Findings.Count == 0 && key.Equals(RowKey.OfEmail(values.Email!)) &&
            Same(new JsonChunkWriter(Envelope), new JsonChunkWriter(Envelope), cursor, plain, values) &&
            Same(new CsvChunkWriter(Envelope, "b"), new CsvChunkWriter(Envelope, "b"), cursor, plain, values);
    });

    // Of characters that are plain, all that matters for an address twice as often as what does not.
    private static readonly Gen<string> Addresses =
        from characters in Gen.Frequency((8, Gen.Elements('a', 'Z', '0', '9', 'q')), (3, Gen.Elements('.', '-')), (1, Gen.Elements('_', '+', '@', ' ', '[', '`', '{', '/', ':', ','))).ArrayOf()
        from at in Gen.Choose(0, 70)
        let text = new string([.. characters.Take(62)])
        select at > text.Length ? text : text.Insert(at, "@");

    [Property(MaxTest = 20_000)]
    public Property AnAddress_IsPlainByBitsWhereItIsByCharacters() => Prop.ForAll(Addresses.ToArbitrary(), text =>
        (PlainEmail.IsShort(text) == PlainEmail.IsByCharacter(text)).Classify(PlainEmail.IsByCharacter(text), "plain"));

    [Theory]
    [InlineData("a@b.co", true)]
    [InlineData("a.b_c+d-e@x-y.z9.co", true)]
    [InlineData("a@b.9o", false)]
    [InlineData("a@b.o9", true)]
    [InlineData("a@b", false)]
    [InlineData("a..b@c.co", false)]
    [InlineData(".a@c.co", false)]
    [InlineData("a.@c.co", false)]
    [InlineData("a@.co", false)]
    [InlineData("a@c.co.", false)]
    [InlineData("a@c-.co", false)]
    [InlineData("a@c--d.co", false)]
    [InlineData("a@@c.co", false)]
    [InlineData("a@b@c.co", false)]
    [InlineData("@c.co", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void AnAddress_IsPlainWhereNothingIsToBeSaid(string text, bool plain)
    {
        Assert.Equal(plain, PlainEmail.Is(text));
        Assert.Equal(plain, PlainEmail.IsByCharacter(text));
    }

    [Fact]
    public void Accepts_AnOrdinaryRow_IsTrue()
    {
        using var spool = new RowSpool(new MemoryStream());
        spool.Add(new InputRow(1, null, Headings, (string?[])["Ann.Lee+x@mail.example.com", "O'Brien, Ann", "02", "29", "2024-02-29", "+1 (555) 555", "Waltham", "Gold", ""]));
        using IRowCursor cursor = spool.Open(CancellationToken.None);
        cursor.MoveNext();

        Assert.True(new PlainRows(Plan).Accepts(cursor.Plain, blankAllowed: true, out _));
        Assert.False(new PlainRows(Plan).Accepts(cursor.Plain, blankAllowed: false, out _));
    }

    private static bool Same(ChunkWriter one, ChunkWriter other, IRowCursor cursor, PlainRows plain, RowValues values)
    {
        using (one)
        using (other)
        {
            Assert.Equal(one.Offer(cursor, plain), other.Offer(values));
            Assert.Equal(one.Offer(cursor, plain), other.Offer(values));
            return Encoding.UTF8.GetString(one.Take()!.Body.Span) == Encoding.UTF8.GetString(other.Take()!.Body.Span);
        }
    }
}
