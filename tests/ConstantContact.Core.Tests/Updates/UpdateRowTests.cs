using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>A row and its result, as runs tell them apart and users read them.</summary>
public sealed class UpdateRowTests
{
    [Fact]
    public void Rows_that_ask_for_anything_different_have_different_keys()
    {
        UpdateRow[] rows =
        [
            new(),
            new() { Email = "a@example.com" },
            new() { Email = "" },
            new() { ContactId = "a@example.com" },
            new() { Email = "a@example.com", Invalid = new InvalidInputException("CcX", "bad", "mend") },
            Row(Parse("job_title", "x")),
            Row(Parse("job_title", "y")),
            Row(Parse("job_title", "<null>")),
            Row(Parse("company_name", "x")),
            Row([.. Parse("job_title", "x"), .. Parse("company_name", "x")]),
            Row(Parse("add_tags", "a;b")),
            Row(Parse("add_tags", "\"a;b\"")),
            new() { Changes = new RequestedChanges { AddLists = ["a"] } },
            new() { Changes = new RequestedChanges { AddLists = ["a", "b"] } },
            new()
            {
                Changes = new RequestedChanges { AddLists = ["a"], RemoveLists = ["b"] },
            },
            new() { Changes = new RequestedChanges { RemoveLists = ["a"] } },
            new() { Changes = new RequestedChanges { AddTags = ["a"] } },
            new() { Changes = new RequestedChanges { RemoveTags = ["a"] } },
            new() { Changes = new RequestedChanges { Clear = [ClearTarget.Parse("job_title")] } },
            new() { Changes = new RequestedChanges { PermissionToSend = "implicit" } },
        ];

        Assert.Equal(rows.Length, rows.Select(r => r.Key()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            rows[1].Key(),
            new UpdateRow
            {
                Email = "a@example.com",
                Number = 9,
                Input = "other",
            }.Key()
        );
        Assert.Equal(Row(Parse("job_title", "x")).Key(), rows[5].Key());
    }

    [Fact]
    public void Row_and_result_are_shown_by_address_then_id()
    {
        Assert.Equal("a@example.com", new UpdateRow { Email = "a@example.com", ContactId = "c1" }.ToString());
        Assert.Equal("c1", new UpdateRow { ContactId = "c1" }.ToString());
        Assert.Equal("(no contact)", new UpdateRow().ToString());
        Assert.Equal(
            "a@example.com: Updated",
            new UpdateResult
            {
                Email = "a@example.com",
                ContactId = "c1",
                Outcome = UpdateOutcome.Updated,
            }.ToString()
        );
        Assert.Equal(
            "c1: Failed (why)",
            new UpdateResult
            {
                ContactId = "c1",
                Outcome = UpdateOutcome.Failed,
                Reason = "why",
            }.ToString()
        );
        Assert.Equal(
            ("a@example.com", "c1", "(no contact)"),
            (
                new ContactRemoval("a@example.com", "c1", null).ToString(),
                new ContactRemoval(null, "c1", null).ToString(),
                new ContactRemoval(null, null, null).ToString()
            )
        );
    }

    [Theory]
    [InlineData(Approval.PreviewOnly, UpdateOutcome.Previewed, null)]
    [InlineData(Approval.Declined, UpdateOutcome.NotAttempted, "declined")]
    public void Row_that_is_not_sent_says_why(Approval approval, string outcome, string? reason)
    {
        var row = new UpdateRow
        {
            Number = 3,
            Email = "a@example.com",
            Input = "input",
        };
        var preview = new PreviewBuilder(new Uri("http://127.0.0.1:9/v3"), new UpdateOptions()).BuildNew(
            row,
            NewContact.From("a@example.com", new ContactPatch()),
            new PatchNames(new ContactPatch(), new Dictionary<string, string>())
        );

        var result = UpdateResult.Unsent(row, preview, approval);

        Assert.Equal(
            (outcome, reason, 3L, "a@example.com", "input"),
            (result.Outcome, result.Reason, result.Row, result.Email, result.ToInput())
        );
        Assert.Equal(2, result.Changes.Count);
        Assert.Same(preview, result.Preview);
        Assert.Null(result.ErrorId);
        Assert.Null(result.ToException());
    }

    [Fact]
    public void Summary_names_the_rare_counts_only_if_there_are_any()
    {
        Assert.Equal(
            "1 row: 0 updated, 1 created, 0 unchanged, 0 suppressed, 0 failed, 0 not attempted. 1 request (1 retry), waited 1.5 s for turns and 2.0 s to repeat, 3.0 s in all.",
            new UpdateSummary
            {
                RowsIn = 1,
                Created = 1,
                Requests = 1,
                Retries = 1,
                Paced = TimeSpan.FromSeconds(1.5),
                Waited = TimeSpan.FromSeconds(2),
                Elapsed = TimeSpan.FromSeconds(3),
            }.ToString()
        );
        Assert.Contains(
            "6 not attempted, 8 unknown, 7 previewed. 0 requests (0 retries)",
            new UpdateSummary
            {
                NotAttempted = 6,
                Previewed = 7,
                Unknown = 8,
            }.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "0 rows: 1 updated, 2 created, 3 unchanged, 4 suppressed, 5 failed, 6 not attempted.",
            new UpdateSummary
            {
                Updated = 1,
                Created = 2,
                Unchanged = 3,
                Suppressed = 4,
                Failed = 5,
                NotAttempted = 6,
            }.ToString(),
            StringComparison.Ordinal
        );
    }

    private static UpdateRow Row(IReadOnlyList<RowValue> values) =>
        new() { Changes = new RequestedChanges { Values = values } };

    private static IReadOnlyList<RowValue> Parse(string heading, string cell)
    {
        string[] headings = ["email", heading];
        return
        [
            .. new RowParser(
                ColumnPlan.For(headings, null, false, ColumnPurpose.Update),
                new ReadingOptions { NullTokens = ["<null>"] }
            )
                .Parse(new InputRow(1, null, headings, ["a@example.com", cell]))
                .Values.Skip(1),
        ];
    }
}
