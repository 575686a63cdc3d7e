using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using Xunit;

namespace ConstantContact.Core.Tests.Import;

/// <summary>The offline check beyond what the corpus of bad files shows.</summary>
public sealed class ImportLintTests : IDisposable
{
    private readonly RowSpool _rows = new(new MemoryStream());

    public void Dispose() => _rows.Dispose();

    [Fact]
    public async Task Good_input_has_a_forecast_and_no_findings()
    {
        Add(["email"], "a@example.com");
        var lint = new ImportLint(new ImportOptions { ListIds = ["l"] });

        Assert.Empty(await lint.CheckAsync(() => _rows, null, CancellationToken.None).ToListAsync());
        RowFinding forecast = (await lint.ForecastAsync(CancellationToken.None))!;

        Assert.Equal(
            (RowRules.Forecast, FindingSeverity.Information, 0L),
            (forecast.RuleId, forecast.Severity, forecast.Row)
        );
        Assert.StartsWith("1 of 1 row can be sent, in 1 request of ", forecast.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImportDuplicates.Error, FindingSeverity.Error)]
    [InlineData(ImportDuplicates.First, FindingSeverity.Information)]
    [InlineData(ImportDuplicates.Last, FindingSeverity.Information)]
    public void Duplicates_are_errors_or_notes_according_to_the_options_of_the_import(
        ImportDuplicates action,
        string severity
    )
    {
        Add(["email"], "a@example.com");
        Add(["email"], "A@example.com");

        RowFinding finding = Assert.Single(Check(new ImportOptions { ListIds = ["l"], Duplicates = action }));

        Assert.Equal((action == ImportDuplicates.Last ? 1L : 2L, severity), (finding.Row, finding.Severity));
    }

    [Fact]
    public async Task Each_field_that_the_account_does_not_have_is_named()
    {
        Add(["email", "cf:team", "cf:nowhere", "cf:nothing"], "a@example.com", "x", "y", "z");
        var service = new FakeImportService();
        service.Fields["team"] = "Team";
        var lint = new ImportLint(new ImportOptions { ListIds = ["l"] });

        List<RowFinding> findings = await lint.CheckAsync(() => _rows, service, CancellationToken.None).ToListAsync();

        Assert.Equal(
            ["cf:nowhere unknown-field", "cf:nothing unknown-field"],
            findings.Select(f => $"{f.Column} {f.RuleId}")
        );
        Assert.NotNull(await lint.ForecastAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_names_of_one_field_are_reported_as_double()
    {
        Add(["email", "cf:team", "cf:Team name"], "a@example.com", "x", "y");
        var service = new FakeImportService();
        service.Fields["team"] = service.Fields["Team name"] = "Team";
        var lint = new ImportLint(new ImportOptions { ListIds = ["l"] });

        List<RowFinding> findings = await lint.CheckAsync(() => _rows, service, CancellationToken.None).ToListAsync();

        Assert.Equal(RowRules.DuplicateColumn, Assert.Single(findings).RuleId);
        Assert.Null(await lint.ForecastAsync(CancellationToken.None));
    }

    [Fact]
    public void Csv_format_refuses_the_columns_that_it_does_not_take()
    {
        Add(["email", "work_city"], "a@example.com", "A");
        Assert.Equal(
            "0 unknown-column work_city",
            Text(Check(new ImportOptions { ListIds = ["l"], Format = ImportFormat.Csv }))
        );
    }

    [Fact]
    public void Csv_format_refuses_blank_cells()
    {
        Add(["email", "city"], "a@example.com", "");

        Assert.Equal(
            "1 blank-cell city",
            Text(Check(new ImportOptions { ListIds = ["l"], Format = ImportFormat.Csv }))
        );
        Assert.Empty(
            Check(
                new ImportOptions
                {
                    ListIds = ["l"],
                    Format = ImportFormat.Csv,
                    AllowBlank = true,
                }
            )
        );
        Assert.Empty(Check(new ImportOptions { ListIds = ["l"] }));
    }

    [Fact]
    public void Explicit_sms_permission_needs_the_date_of_consent()
    {
        Add(["email", "sms_number"], "a@example.com", "1231231234");

        Assert.Equal(
            "1 consent-date-missing ",
            Text(Check(new ImportOptions { ListIds = ["l"], SmsPermission = "explicit" }))
        );
    }

    [Fact]
    public void Wrong_map_is_reported_once_with_its_heading()
    {
        Add(["Mail", "Nick"], "a@example.com", "A");

        Assert.Equal(
            "0 unknown-column Nick",
            Text(Check(new ImportOptions { ListIds = ["l"], ColumnMap = Map(("Mail", "email"), ("Nick", "nonsense")) }))
        );
        Assert.Equal(
            "0 unknown-column ",
            Text(
                Check(
                    new ImportOptions
                    {
                        ListIds = ["l"],
                        ColumnMap = Map(("Mail", "email"), ("Nick", ""), ("Gone", "city")),
                    }
                )
            )
        );
        Assert.Empty(Check(new ImportOptions { ListIds = ["l"], ColumnMap = Map(("Mail", "email"), ("Nick", "")) }));
    }

    [Fact]
    public void Ignored_columns_are_not_reported()
    {
        Add(["email", "Shoe size"], "a@example.com", "44");

        Assert.Empty(Check(new ImportOptions { ListIds = ["l"], IgnoreUnknownColumns = true }));
        Assert.Equal("0 unknown-column Shoe size", Text(Check(new ImportOptions { ListIds = ["l"] })));
    }

    private static Dictionary<string, string> Map(params (string Heading, string Name)[] entries) =>
        entries.ToDictionary(e => e.Heading, e => e.Name, StringComparer.OrdinalIgnoreCase);

    private static string Text(IEnumerable<RowFinding> findings) =>
        string.Join(", ", findings.Select(f => $"{f.Row} {f.RuleId} {f.Column}"));

    private void Add(string[] headings, params string?[] values) =>
        _rows.Add(new InputRow(_rows.Count + 1, null, headings, values));

    private RowFinding[] Check(ImportOptions options)
    {
        var lint = new ImportLint(options);
        return
        [
            .. lint.CheckAsync(() => _rows, null, CancellationToken.None)
                .ToListAsync()
                .AsTask()
                .GetAwaiter()
                .GetResult(),
        ];
    }
}
