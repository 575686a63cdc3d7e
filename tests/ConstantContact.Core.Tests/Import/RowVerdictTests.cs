using System.IO;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Import;

public sealed class RowVerdictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_with_the_same_outcome_take_one_line()
    {
        RowVerdict[] verdicts =
        [
            .. Enumerable.Range(1, 40_000).Select(row => new RowVerdict(row, "Accepted", "accepted", null, "a1")),
            new(40_001, "Failed", "no, \"nobody\"\n", "CcInvalidValue"),
            .. Enumerable.Range(40_002, 9).Select(row => new RowVerdict(row, "Accepted", "accepted", null, "a2")),
        ];
        string path = _folder.File("outcomes.jsonl");

        RowVerdict.Write(path, verdicts);

        Assert.Equal(3, File.ReadAllLines(path).Length);
        Assert.Equal(verdicts, RowVerdict.Read(path));
    }

    [Property(MaxTest = 100)]
    public Property Any_verdicts_come_back_as_they_were()
    {
        var one =
            from outcome in Gen.Elements("Accepted", "Failed", "Unknown")
            from reason in Gen.Elements("", "a", "line\nbreak", "\u202E\"")
            from error in Gen.Elements(null, "CcInvalidValue")
            from activity in Gen.Elements(null, "a1", "a2")
            select (outcome, reason, error, activity);
        return Prop.ForAll(
            one.ListOf().ToArbitrary(),
            all =>
            {
                RowVerdict[] verdicts =
                [
                    .. all.Select((v, at) => new RowVerdict(at + 1, v.outcome, v.reason, v.error, v.activity)),
                ];
                string path = _folder.File("outcomes.jsonl");
                RowVerdict.Write(path, verdicts);
                Assert.Equal(verdicts, RowVerdict.Read(path));
            }
        );
    }
}
