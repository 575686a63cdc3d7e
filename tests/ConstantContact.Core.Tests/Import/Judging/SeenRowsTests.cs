using System.Collections.Generic;
using System.Linq;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Import.Judging;

public sealed class SeenRowsTests
{
    private static readonly IReadOnlyList<string> Headings = ["email"];

    [Property(MaxTest = 300)]
    public bool First_row_of_each_address_is_the_one_that_counts(byte[] names)
    {
        var seen = new SeenRows();
        DuplicateRow?[] found =
        [
            .. names.Select((name, i) => seen.Add(new RowKeys(i + 1, Email(name % 7, upper: i % 2 == 0), null))),
        ];

        long?[] wanted =
        [
            .. names.Select(
                (name, i) =>
                    names.ToList().FindIndex(n => n % 7 == name % 7) is var first && first == i
                        ? (long?)null
                        : first + 1
            ),
        ];
        return found.Select(f => f?.Kept).SequenceEqual(wanted)
            && seen.Duplicates().Select(d => d.Kept).SequenceEqual(wanted.OfType<long>());
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Shared_number_is_a_conflict_if_one_of_the_rows_has_an_address(bool first, bool second, bool isClash)
    {
        var seen = new SeenRows();

        Assert.Null(seen.Add(new RowKeys(1, first ? Email(1) : null, RowKey.OfSmsNumber("123-123-1234"))));
        Assert.Equal(
            new DuplicateRow(2, 1, isClash),
            seen.Add(new RowKeys(2, second ? Email(2) : null, RowKey.OfSmsNumber("11231231234")))
        );
    }

    [Fact]
    public void Last_of_several_reasons_to_hold_back_counts()
    {
        var seen = new SeenRows();
        seen.Hold(Email(1), RowMark.Deleted);
        seen.Hold(Email(1), RowMark.Unsubscribed);

        Assert.Equal(RowMark.Deleted, seen.ReasonToHold(new RowKeys(1, Email(1), null)));
        Assert.Equal(RowMark.Send, seen.ReasonToHold(new RowKeys(2, Email(2), null)));
        seen.ForgetHeld();
        Assert.Equal(RowMark.Send, seen.ReasonToHold(new RowKeys(1, Email(1), null)));
    }

    [Fact]
    public void Every_duplicate_names_the_row_that_is_sent_if_the_last_row_counts()
    {
        var options = new ImportOptions { ListIds = ["l"], Duplicates = ImportDuplicates.Last };
        var gate = new RowGate(options, new ImportEnvelope(options.ListIds), "test");
        var rows = new ImportRows(options, new ImportPlans(options), gate);
        foreach (string address in (string[])["a@example.com", "b@example.com", "A@example.com", "a@EXAMPLE.com"])
        {
            rows.Judge(new InputRow(rows.Count + 1, null, Headings, [address]));
        }

        rows.Complete();

        Assert.Equal([(1L, 4L), (3L, 4L)], rows.DuplicatesInOrder());
        Assert.Equal(
            [RowMark.Duplicate, RowMark.Send, RowMark.Duplicate, RowMark.Send],
            Enumerable.Range(1, 4).Select(i => rows.MarkOf(i))
        );
    }

    private static RowKey Email(int name, bool upper = false) =>
        RowKey.OfEmail(upper ? $"P{name}@EXAMPLE.com" : $"p{name}@example.com");
}
