using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Tests.Support;
using Xunit;

namespace ConstantContact.Core.Tests.Import;

/// <summary>
/// Each bad or odd file of the corpus with its expected rules and rows (row 0: the file as a whole; no rule: the file
/// is accepted), in the offline check and, for errors, in the import.
/// </summary>
public sealed class BadFileCorpusTests
{
    [Theory]
    [InlineData(
        "bad-birthdays.csv",
        "1 integer-malformed, 2 integer-malformed, 3 birthday-half, 4 birthday-range, 5 birthday-range"
    )]
    [InlineData("bad-dates.csv", "1 date-impossible, 2 date-impossible, 3 date-malformed, 4 date-malformed")]
    [InlineData("bad-emails.csv", "2 email-malformed, 3 email-malformed, 4 email-malformed, 5 email-malformed")]
    [InlineData("birthday-halves.csv", "1 birthday-half")]
    [InlineData("birthday-names.csv", "1 integer-malformed, 2 birthday-range, 3 birthday-range")]
    [InlineData("blank-cells.csv", "1 identity-missing")]
    [InlineData("dates-european.csv", "1 date-malformed, 2 date-impossible, 7 date-ambiguous")]
    [InlineData("dates-leap.csv", "1 date-impossible, 3 date-malformed, 4 date-malformed")]
    [InlineData("duplicate-fields.csv", "0 duplicate-column")]
    [InlineData("duplicate-headings.csv", "0 duplicate-column")]
    [InlineData("duplicate-members.csv", "0 duplicate-column")]
    [InlineData("duplicate-rows.csv", "3 duplicate, 4 duplicate")]
    [InlineData("duplicate-sms.csv", "2 duplicate")]
    [InlineData(
        "email-forms.csv",
        "1 email-malformed, 2 email-malformed, 3 email-malformed, 4 email-malformed, 5 email-malformed, 6 email-malformed"
    )]
    [InlineData("email-long.csv", "1 too-long, 2 too-long")]
    [InlineData("embedded-newlines.csv", "2 email-malformed")]
    [InlineData("empty.csv", "0 empty-input")]
    [InlineData("excel-errors.csv", "1 excel-error, 2 excel-error, 3 excel-error")]
    [InlineData("field-without-name.csv", "0 unknown-column")]
    [InlineData("half-file-utf16.csv", "0 invalid-file")]
    [InlineData("hidden-characters.csv", "1 email-malformed, 2 email-malformed, 3 email-malformed")]
    [InlineData("latin1-late.csv", "0 invalid-file")]
    [InlineData("latin1-semicolon.csv", "0 invalid-file")]
    [InlineData("latin1.csv", "0 invalid-file")]
    [InlineData("lists-column.csv", "0 unknown-column, 0 unknown-column")]
    [InlineData("lost-letters.csv", "1 lost-character, 1 lost-character")]
    [InlineData("misspelled-email.csv", "0 missing-column")]
    [InlineData("mixed-delimiters.csv", "1 ragged-row")]
    [InlineData("mojibake-bom.csv", "1 mojibake")]
    [InlineData("mojibake-cyrillic.csv", "1 mojibake")]
    [InlineData("mojibake-name.csv", "1 mojibake")]
    [InlineData("mojibake-quote.csv", "1 mojibake")]
    [InlineData("newline-in-heading.csv", "")]
    [InlineData("newlines-bad-rows.csv", "2 email-malformed, 3 ragged-row")]
    [InlineData("no-header-second.csv", "0 invalid-file")]
    [InlineData("no-header.csv", "0 invalid-file")]
    [InlineData("no-identity.csv", "0 missing-column")]
    [InlineData("nul.csv", "0 invalid-file")]
    [InlineData("only-blank-lines.csv", "0 empty-input")]
    [InlineData("only-bom.csv", "0 empty-input")]
    [InlineData("permission-column.csv", "0 unknown-column")]
    [InlineData("ragged-blank-quote.csv", "1 ragged-row")]
    [InlineData("ragged-long.csv", "2 ragged-row")]
    [InlineData("ragged-short.csv", "1 ragged-row")]
    [InlineData("replacement-character.csv", "1 damaged-text, 2 email-malformed")]
    [InlineData("replacement-utf16.csv", "1 damaged-text")]
    [InlineData("scientific-comma.csv", "1 scientific-number")]
    [InlineData("scientific-phone.csv", "1 scientific-number")]
    [InlineData("scientific-zip.csv", "1 scientific-number")]
    [InlineData("serial-anniversary.csv", "1 date-malformed")]
    [InlineData("serial-custom-field.csv", "1 serial-date")]
    [InlineData("sms-malformed.csv", "1 sms-number-malformed, 2 sms-number-malformed")]
    [InlineData("spreadsheet.csv", "0 invalid-file")]
    [InlineData("stray-quote.csv", "0 invalid-file")]
    [InlineData("text-after-quote.csv", "0 invalid-file")]
    [InlineData("too-long.csv", "1 too-long, 2 too-long")]
    [InlineData("too-many-addresses.csv", "0 unknown-column")]
    [InlineData("too-many-fields.csv", "1 too-many-fields, 2 too-many-fields")]
    [InlineData("too-many-phones.csv", "1 too-many-phones")]
    [InlineData("two-people-one-sms.csv", "2 duplicate")]
    [InlineData("unclosed-last-row.csv", "0 invalid-file, 1 email-malformed")]
    [InlineData("unclosed-quote.csv", "0 invalid-file")]
    [InlineData("unknown-column.csv", "")]
    [InlineData("unknown-columns.csv", "0 unknown-column, 0 unknown-column, 2 email-malformed")]
    [InlineData("unnamed-column.csv", "0 unknown-column")]
    [InlineData("utf16le-no-bom.csv", "0 invalid-file")]
    [InlineData("wrong-delimiter.csv", "0 missing-column")]
    [InlineData("zero-rows-blank-lines.csv", "0 empty-input")]
    [InlineData("zero-rows.csv", "0 empty-input")]
    [InlineData("zip-other-country.csv", "1 lost-zero")]
    [InlineData("zip-without-zero.csv", "1 lost-zero, 3 lost-zero, 5 lost-zero")]
    [InlineData("birthday-whole-and-halves.csv", "")]
    [InlineData("birthday-whole.csv", "2 birthday-range, 4 birthday-range")]
    [InlineData("blank-readonly-columns.csv", "")]
    [InlineData("blank-unknown-column.csv", "")]
    [InlineData("dates-day-first-last.csv", "1 date-ambiguous, 2 date-ambiguous, 3 date-impossible")]
    [InlineData("dates-day-first.csv", "1 date-impossible, 2 date-ambiguous")]
    [InlineData("dates-month-first.csv", "")]
    [InlineData("dates-points.csv", "1 date-malformed, 2 date-malformed")]
    [InlineData("dates-two-columns.csv", "1 date-impossible, 2 date-ambiguous")]
    [InlineData("dates-two-digit-years.csv", "1 date-malformed, 2 date-malformed")]
    [InlineData("dates-with-times.csv", "1 date-malformed, 2 date-malformed")]
    [InlineData("delimiters-below.csv", "")]
    [InlineData("delimiters-between.csv", "2 email-malformed")]
    [InlineData("delimiters-quoted.csv", "")]
    [InlineData("delimiters-too-many.csv", "")]
    [InlineData("headings-contact.csv", "")]
    [InlineData("headings-e-mail.csv", "")]
    [InlineData("headings-export.csv", "")]
    [InlineData("headings-lists-alone.csv", "0 unknown-column")]
    [InlineData("headings-of-people.csv", "")]
    [InlineData("headings-twice-in-two-words.csv", "0 duplicate-column")]
    [InlineData("names-quoted.csv", "")]
    [InlineData("null-words.csv", "")]
    [InlineData("only-delimiters.csv", "0 empty-input")]
    [InlineData("padded-delimiters.csv", "")]
    [InlineData("semicolon-rows-of-delimiters.csv", "")]
    [InlineData("tab-trailing.csv", "")]
    [InlineData("trailing-column-used.csv", "0 unknown-column")]
    [InlineData("trailing-columns.csv", "")]
    [InlineData("two-damages.csv", "1 lost-zero, 1 scientific-number")]
    [InlineData("type-line-only.csv", "0 empty-input")]
    [InlineData("type-line-quoted.csv", "")]
    [InlineData("type-line.csv", "")]
    [InlineData("typed-text.csv", "")]
    [InlineData("unicode-headings.csv", "0 unknown-column")]
    [InlineData("unknown-column-late.csv", "0 unknown-column")]
    [InlineData("zip-four-digits.csv", "1 lost-zero, 1 lost-zero")]
    [InlineData("zip-nine-digits.csv", "1 lost-zero")]
    public async Task Bad_file_has_the_expected_findings_in_the_check_and_in_the_import(string file, string expected)
    {
        RowFinding[] findings = await CheckAsync(file);

        Assert.Equal(expected, Text(findings));
        Assert.All(findings, f => Assert.True(f.Message.Length > 0 && f.Remedy.Length > 0, f.ToString()));
        Assert.Equal(Text(findings.Where(f => f.Severity == FindingSeverity.Error)), await ImportAsync(file, findings));
    }

    [Fact]
    public void Corpus_has_at_least_a_hundred_bad_or_odd_files() =>
        Assert.True(Named.Count >= 100, $"{Named.Count} files");

    public static IReadOnlyCollection<string> Named { get; } =
    [
        .. typeof(BadFileCorpusTests)
            .GetMethods()
            .SelectMany(m => m.GetCustomAttributesData())
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a =>
                ((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0]
                    .Value!.ToString()!
            ),
    ];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Rows", "Corpus", file);

    private static string Text(IEnumerable<RowFinding> findings) =>
        string.Join(
            ", ",
            findings
                .OrderBy(f => f.Row)
                .ThenBy(f => f.RuleId, StringComparer.Ordinal)
                .Select(f => $"{f.Row} {f.RuleId}")
        );

    private static async Task<RowFinding[]> CheckAsync(string file)
    {
        CsvRowSource? source = null;
        try
        {
            var lint = new ImportLint(new ImportOptions { ListIds = ["l"] });
            return
            [
                .. await lint.CheckAsync(() => source = CsvRowSource.Open(PathOf(file)), null, CancellationToken.None)
                    .ToListAsync(),
            ];
        }
        finally
        {
            source?.Dispose();
        }
    }

    /// <summary>
    /// The findings of the import. It names rows if the file as a whole can be used. Otherwise, it ends with one
    /// error, which must be the one of the check's findings about the whole file.
    /// </summary>
    private static async Task<string> ImportAsync(string file, RowFinding[] findings)
    {
        var time = new TestClock();
        var service = new FakeImportService { Time = time };
        foreach (
            string field in (string[])
                ["team", "x", "number", "Start date", .. Enumerable.Range(0, 51).Select(i => $"f{i}")]
        )
        {
            service.Fields[field] = field;
        }

        using var run = new ImportRun(service, new ImportOptions { ListIds = ["l"] }, time);
        try
        {
            using var source = CsvRowSource.Open(PathOf(file));
            ImportRun.Check(source.Headings, null, false, ImportFormat.Auto);
            await run.PrepareAsync(source, CancellationToken.None);
        }
        catch (InvalidInputException e)
        {
            Assert.Contains(
                findings,
                f =>
                    f.Row == 0
                    && "Cc" + string.Concat(f.RuleId.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]))
                        == e.ErrorId
            );
            return Text(findings.Where(f => f.Severity == FindingSeverity.Error));
        }

        Assert.Empty(service.Bodies);
        Assert.DoesNotContain(findings, f => f.Row == 0);
        return Text(run.Failures.SelectMany(f => f.Findings));
    }
}
