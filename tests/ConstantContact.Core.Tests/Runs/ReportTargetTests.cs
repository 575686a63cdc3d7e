using System.IO;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Tests.Runs;

public sealed class ReportTargetTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("reports-").FullName;

    private DataFolder Data => new(Path.Combine(_home, "data"));

    private static RunRecord Run { get; } =
        new()
        {
            RunId = "r1",
            Cmdlet = "Update-CcContact",
            BaseUri = "http://127.0.0.1",
            StartedAt = default,
        };

    private static RowOutcome[] Rows { get; } =
    [
        new()
        {
            Position = 1,
            Row = 1,
            Email = "a@example.com",
            ContactId = "c1",
            Outcome = "Updated",
            Changes = [new ContactChange("first_name", null, null, "=1+1", "B")],
            Cells = [new("email", "a@example.com"), new("first_name", "B")],
        },
        new()
        {
            Position = 2,
            Row = 2,
            Email = "b@example.com",
            Outcome = "Failed",
            Reason = "no, \"nobody\"",
            ErrorId = "CcNotFound",
            Cells = [new("email", "b@example.com"), new("first_name", "=C")],
        },
        new()
        {
            Position = 3,
            Row = 3,
            Email = "c@example.com",
            Outcome = "NotAttempted",
            Reason = "the run was stopped",
            Cells = [new("email", "c@example.com")],
        },
    ];

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Csv_report_is_csv()
    {
        string[] lines = File.ReadAllLines(Write("r.csv"));

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("row,email,contact_id,outcome,reason,error_id,changes", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"no, \"\"nobody\"\"\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Jsonl_report_has_a_line_for_each_row_and_the_summary_last()
    {
        string[] lines = File.ReadAllLines(Write("r.jsonl"));

        Assert.Equal(4, lines.Length);
        Assert.Contains("\"outcome\":\"Failed\"", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(
            "{\"summary\":{\"run_id\":\"r1\",\"rows_in\":3,\"updated\":1",
            lines[3],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Folder_report_has_each_row_once_as_it_was_in_the_file_of_its_outcome()
    {
        string folder = Write("report");

        Assert.Equal(
            ["email,first_name,cc_row,cc_reason", "a@example.com,B,1,updated"],
            File.ReadAllLines(Path.Combine(folder, "succeeded.csv"))
        );
        Assert.Equal(
            "b@example.com,'=C,2,\"no, \"\"nobody\"\"\"",
            File.ReadAllLines(Path.Combine(folder, "failed.csv"))[1]
        );
        Assert.Single(File.ReadAllLines(Path.Combine(folder, "suppressed.csv")));
        Assert.Equal(
            "c@example.com,,3,the run was stopped",
            File.ReadAllLines(Path.Combine(folder, "not-attempted.csv"))[1]
        );
    }

    [Theory]
    [InlineData("r.html", "Export-CcReport")]
    [InlineData("r.HTM", "Export-CcReport")]
    [InlineData("r.json", ".csv or .jsonl")]
    [InlineData("r.xlsx", ".csv or .jsonl")]
    [InlineData("monday.ccplan", ".csv or .jsonl")]
    public void Name_of_another_kind_of_file_is_refused_and_makes_no_folder(string name, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            ReportTarget.Claim(Path.Combine(_home, name), null, Data)
        );

        Assert.Equal("CcReportNotWritable", error.ErrorId);
        Assert.Contains(said, error.Message + error.RecommendedAction, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_home, name)));
    }

    [Fact]
    public void Folder_whose_name_has_a_dot_is_a_folder_and_so_is_one_that_is_there()
    {
        Directory.CreateDirectory(Path.Combine(_home, "old.txt"));

        foreach (string name in new[] { "2026.11", "old.txt" })
        {
            ReportTarget.Claim(Path.Combine(_home, name), null, Data).Dispose();
            Assert.True(Directory.Exists(Path.Combine(_home, name)));
        }
    }

    [Theory]
    [InlineData("r.csv")]
    [InlineData("r.jsonl")]
    [InlineData("report")]
    public void Report_takes_the_place_of_an_earlier_report_and_leaves_nothing_beside(string name)
    {
        Write(name);
        string path = Write(name);

        Assert.DoesNotContain(
            Directory.GetFiles(_home, "*", SearchOption.AllDirectories),
            f => f.EndsWith(".new", StringComparison.Ordinal)
        );
        Assert.True(File.Exists(path) || Directory.Exists(path));
    }

    [Theory]
    [InlineData("in.csv", "email,first_name\r\na@example.com,A\r\n")]
    [InlineData("in.jsonl", "{\"email\":\"a@example.com\"}\n")]
    public void File_that_is_no_report_such_as_the_input_is_never_replaced(string name, string content)
    {
        string path = Path.Combine(_home, name);
        File.WriteAllText(path, content);

        var e = Assert.Throws<InvalidInputException>(() => ReportTarget.Claim(path, input: null, Data));

        Assert.Equal("CcReportNotWritable", e.ErrorId);
        Assert.Contains("Nothing was sent", e.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void Input_that_is_a_file_of_the_report_is_refused()
    {
        string folder = Write("report");

        Assert.Throws<InvalidInputException>(() =>
            ReportTarget.Claim(folder, Path.Combine(folder, "failed.csv"), Data)
        );
    }

    [Fact]
    public void Link_is_refused_and_its_target_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need a privilege there.
        }

        string target = Write("target.csv"),
            before = File.ReadAllText(target),
            link = Path.Combine(_home, "link.csv");
        File.CreateSymbolicLink(link, target);

        var e = Assert.Throws<InvalidInputException>(() => ReportTarget.Claim(link, input: null, Data));

        Assert.Contains("is a link", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(target));
    }

    [Fact]
    public void Link_that_is_planted_while_the_run_goes_on_is_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string secret = Path.Combine(_home, "secret.txt"),
            link = Path.Combine(_home, "r.csv");
        File.WriteAllText(secret, "keep");
        using ReportTarget target = ReportTarget.Claim(link, input: null, Data);
        File.CreateSymbolicLink(link, secret);

        Assert.Throws<InvalidInputException>(() => RunReport.Write(target, Run, Rows));
        Assert.Equal("keep", File.ReadAllText(secret));
    }

    [Fact]
    public void Report_is_held_by_one_run_at_a_time()
    {
        string path = Path.Combine(_home, "r.csv");
        using (ReportTarget.Claim(path, input: null, Data))
        {
            var e = Assert.Throws<InvalidInputException>(() => ReportTarget.Claim(path, input: null, Data));
            Assert.Contains("another run", e.Message, StringComparison.Ordinal);
        }

        ReportTarget.Claim(path, input: null, Data).Dispose();
    }

    [Fact]
    public void Report_that_cannot_be_written_names_the_command_that_writes_it_again()
    {
        string folder = Path.Combine(_home, "gone"),
            path = Path.Combine(folder, "r.csv");
        Directory.CreateDirectory(folder);
        using ReportTarget target = ReportTarget.Claim(path, input: null, Data);
        Directory.Delete(folder);

        var e = Assert.Throws<InvalidInputException>(() => RunReport.Write(target, Run, Rows));

        Assert.Equal("CcReportNotWritable", e.ErrorId);
        Assert.Contains("Get-CcRun -RunId r1 -ReportPath", e.RecommendedAction, StringComparison.Ordinal);
    }

    private string Write(string name)
    {
        string path = Path.Combine(_home, name);
        using ReportTarget target = ReportTarget.Claim(path, input: null, Data);
        RunReport.Write(target, Run, Rows);
        return path;
    }
}
