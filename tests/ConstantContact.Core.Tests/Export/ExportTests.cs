using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Export;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Export;

/// <summary>
/// The file of an export: what the service may do wrong, how long it may take, and what its headings and cells become.
/// </summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ClientFixture _fixture = new(new() { Retry = new RetryBounds { Failed = 1 } });

    private string FilePath => Path.Combine(_folder.Path, "people.csv");

    public void Dispose()
    {
        _fixture.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_that_is_not_UTF8_is_a_wrong_answer_that_names_request_and_row_and_leaves_nothing()
    {
        _fixture.Service.Answer(_ => Csv([.. "Email address\r\na@example.com\r\n"u8, 0xE9, 0xFF, .. "\r\n"u8]));

        UnexpectedResponseException error = await Assert.ThrowsAsync<UnexpectedResponseException>(() => SaveAsync([]));

        Assert.Contains("GET contact_exports/{file_export_id}", error.Message, StringComparison.Ordinal);
        Assert.Contains("not text in UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, error.StatusCode);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(1)")]
    [InlineData("\uFF1D1")]
    public async Task Cell_that_a_spreadsheet_would_run_is_guarded_and_an_import_takes_the_guard_off(string formula)
    {
        _fixture.Service.Answer(_ =>
            Csv(Encoding.UTF8.GetBytes($"Email address,First name\r\na@example.com,{formula}\r\nb@example.com,Bob\r\n"))
        );

        await SaveAsync(null);

        string[] lines = await File.ReadAllLinesAsync(FilePath);
        Assert.Equal(
            ["Email address,First name,cc_reason", $"a@example.com,'{formula},exported", "b@example.com,Bob,exported"],
            lines
        );
    }

    [Fact]
    public async Task File_without_formulas_stays_byte_for_byte()
    {
        byte[] file = "Email address,First name\na@example.com,\"Ann\"\n"u8.ToArray();
        _fixture.Service.Answer(_ => Csv(file));

        await SaveAsync(null);

        Assert.Equal(file, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task Formulas_stay_where_they_are_to_be_kept()
    {
        byte[] file = "Email address,First name\na@example.com,=1+1\n"u8.ToArray();
        _fixture.Service.Answer(_ => Csv(file));

        await _fixture.Clock.DriveAsync(
            new ContactExport(_fixture.Client, "a") { KeepFormulas = true }.SaveAsync(
                "f",
                FilePath,
                false,
                null,
                CancellationToken.None
            )
        );

        Assert.Equal(file, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task File_with_a_quote_that_is_not_closed_is_a_wrong_answer()
    {
        _fixture.Service.Answer(_ =>
            Csv("Email address,First name\r\na@example.com,Ann\r\nb@example.com,\"Bob\r\n"u8.ToArray())
        );

        UnexpectedResponseException error = await Assert.ThrowsAsync<UnexpectedResponseException>(() => SaveAsync([]));

        Assert.Contains("after row 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("quoted cell", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task Answer_that_says_it_is_no_CSV_is_not_saved_as_one(string type)
    {
        _fixture.Service.Answer(HttpStatusCode.OK, "<html>Sign in</html>", type);

        UnexpectedResponseException error = await Assert.ThrowsAsync<UnexpectedResponseException>(() =>
            SaveAsync(null)
        );

        Assert.Contains(type, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Download_that_breaks_off_starts_again_and_the_file_is_complete()
    {
        _fixture.Service.Answer(_ =>
            Csv(
                new SlowStream(_fixture.Clock, "Email address\r\nx@exam"u8.ToArray(), TimeSpan.Zero)
                {
                    BreaksOff = true,
                }
            )
        );
        _fixture.Service.Answer(_ => Csv("Email address\r\na@example.com\r\n"u8.ToArray()));

        await SaveAsync(null);

        Assert.Equal("Email address\r\na@example.com\r\n", await File.ReadAllTextAsync(FilePath));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Download_that_keeps_breaking_off_leaves_the_old_file_as_it_was()
    {
        await File.WriteAllTextAsync(FilePath, "mine");
        _fixture.Service.Otherwise(_ =>
            Csv(
                new SlowStream(_fixture.Clock, "Email address\r\nx@exam"u8.ToArray(), TimeSpan.Zero)
                {
                    BreaksOff = true,
                }
            )
        );

        await Assert.ThrowsAsync<ConnectionFailedException>(() => SaveAsync(null, overwrite: true));

        Assert.Equal("mine", await File.ReadAllTextAsync(FilePath));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Download_takes_as_long_as_something_comes()
    {
        // 40 bytes, one every 90 seconds: an hour, where an attempt has 100 seconds.
        byte[] file = Encoding.UTF8.GetBytes("Email address\r\na@example.com\r\n".PadRight(40, '\n'));
        _fixture.Service.Answer(_ => Csv(new SlowStream(_fixture.Clock, file, TimeSpan.FromSeconds(90))));

        await SaveAsync(null);

        Assert.Equal(file, await File.ReadAllBytesAsync(FilePath));
        Assert.InRange(_fixture.Clock.Elapsed, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(62));
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task Download_from_which_nothing_comes_ends_after_an_attempts_time()
    {
        _fixture.Service.Otherwise(_ => Csv(new SlowStream(_fixture.Clock, new byte[40], TimeSpan.FromSeconds(150))));

        ApiTimeoutException error = await Assert.ThrowsAsync<ApiTimeoutException>(() => SaveAsync(null));

        Assert.Contains("no data arrived for 100 seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Service.Sent.Count);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Download_that_drips_for_ever_ends_after_six_hours()
    {
        _fixture.Service.Otherwise(_ =>
            Csv(new SlowStream(_fixture.Clock, new byte[100_000], TimeSpan.FromSeconds(99)))
        );

        ApiTimeoutException error = await Assert.ThrowsAsync<ApiTimeoutException>(() => SaveAsync(null));

        Assert.Contains("not complete after 6 h", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_of_several_choices_are_written_as_an_import_takes_them_whatever_stands_between_them()
    {
        CustomField field = Choices("Roses", "Trees, tall", "Herbs");
        _fixture.Service.Answer(_ =>
            Csv(
                "Email address,Interests\r\na@example.com,\"Roses, Trees, tall\"\r\nb@example.com,\"herbs;Roses\"\r\nc@example.com,Bees\r\nd@example.com,\r\n"u8.ToArray()
            )
        );
        (string Field, long Cells)? unread = null;

        await SaveAsync([field], unread: (name, cells) => unread = (name, cells));

        Assert.Equal(
            [
                "email,cf:interests",
                "a@example.com,\"Roses;Trees, tall\"",
                "b@example.com,Herbs;Roses",
                "c@example.com,Bees",
                "d@example.com,",
            ],
            await File.ReadAllLinesAsync(FilePath)
        );
        Assert.Equal(("Interests", 1L), unread);
    }

    [Theory]
    [InlineData("A, B", "A;B")]
    [InlineData("A;B", "A;B")]
    [InlineData("a ;  b", "A;B")]
    [InlineData("A,A", "A")]
    [InlineData("", "")]
    [InlineData("A, B, C", null)] // 'A, B' and 'C', or 'A', 'B' and 'C'
    [InlineData("A, D", null)]
    [InlineData("A,", null)]
    [InlineData("A B", null)]
    [InlineData("E;F", "\"E;F\"")]
    public void Choices_are_read_only_where_there_is_one_way(string cell, string? read)
    {
        string[] labels = read is null && cell == "A, B, C" ? ["A", "B", "C", "A, B"] : ["A", "B", "C", "E;F", "AB"];

        Assert.Equal(read, new ChoiceLabels(Choices(labels)).Read(cell));
    }

    [Property(MaxTest = 300)]
    public Property Exported_choices_are_read_as_the_choices_that_were_made_or_not_at_all()
    {
        var cases =
            from labels in Gen.Elements("A", "B", "AB", "A, B", "B, A", "x y", "Tree").NonEmptyListOf()
            from picks in Gen.Choose(0, 10).ListOf()
            from separator in Gen.Elements(", ", ",", ";", "; ")
            select (labels: labels.Distinct(StringComparer.Ordinal).ToArray(), picks, separator);
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                string[] chosen =
                [
                    .. c.picks.Select(p => c.labels[p % c.labels.Length]).Distinct(StringComparer.Ordinal),
                ];

                string? read = new ChoiceLabels(Choices(c.labels)).Read(string.Join(c.separator, chosen));

                bool simple = !c.labels.Any(l => l.Contains(',', StringComparison.Ordinal));
                Assert.True(
                    read is null ? !simple : read == string.Join(";", chosen),
                    $"{string.Join('|', c.labels)}: {string.Join(c.separator, chosen)} is read as {read}"
                );
            }
        );
    }

    [Fact]
    public void Columns_get_the_names_of_imports_and_other_columns_get_none()
    {
        CustomField[] fields =
        [
            Choices("Roses"),
            Field("string", "Twice", "one"),
            Field("string", "Twice", "two"),
            Field("string", "First name", "own"),
        ];
        string[] headings =
        [
            " email ADDRESS ",
            "First name",
            "Last name",
            "Company",
            "Job title",
            "Phone - home",
            "Phone - mobile",
            "Phone - other",
            "Street address line 1 - Home",
            "Street address line 2 - Home",
            "City - Work",
            "Zip/Postal Code - Other",
            "Interests",
            "Twice",
            "First name",
            "Email address",
            "Created At",
            "Source Name",
            "Email permission status",
            "Birthday",
            "SMS consent date",
            "Phone - fax",
            "Unheard of",
        ];

        IReadOnlyList<string?> names = ExportColumns.ToImport(headings, fields);

        Assert.Equal(
            [
                "email",
                "first_name",
                "last_name",
                "company_name",
                "job_title",
                "home_phone",
                "mobile_phone",
                "phone",
                "street",
                "street2",
                "work_city",
                "other_zip",
                "cf:interests",
                null,
                "cf:own",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
            ],
            names.Select(n => n == "street2" && ContactColumns.Match("street2") is null ? null : n)
        );
        Assert.All(
            names.OfType<string>().Where(n => !n.StartsWith("cf:", StringComparison.Ordinal)),
            n => Assert.NotNull(ContactColumns.Match(n))
        );
    }

    [Fact]
    public async Task Empty_query_means_all_contacts_and_all_other_options_are_in_the_body()
    {
        Assert.Equal("{}", await BodyAsync(new ExportQuery()));
        Assert.Equal(
            """{"list_ids":["l"],"status":"active","exclude":{"contact_ids":["c"]},"fields":["email_address","email_optout_date"]}""",
            await BodyAsync(
                new ExportQuery
                {
                    ListIds = ["l"],
                    Status = "active",
                    ExcludeContactIds = ["c"],
                    Fields = ["email_address", "email_optout_date"],
                }
            )
        );
        Assert.Equal("""{"segment_id":7}""", await BodyAsync(new ExportQuery { SegmentId = 7 }));
        Assert.Equal("""{"new_subscriber":true}""", await BodyAsync(new ExportQuery { NewSubscriber = true }));
    }

    public static TheoryData<string, ExportQuery> Refused =>
        new()
        {
            {
                "-List and -Tag",
                new ExportQuery { ListIds = ["l"], TagIds = ["t"] }
            },
            {
                "-ContactId and -NewSubscriber",
                new ExportQuery { ContactIds = ["c"], NewSubscriber = true }
            },
            {
                "-Status",
                new ExportQuery { TagIds = ["t"], Status = "active" }
            },
            {
                "-ExcludeContactId",
                new ExportQuery { ContactIds = ["c"], ExcludeContactIds = ["d"] }
            },
            {
                "-ContactId takes at most 500 values, but 501 were given",
                new ExportQuery { ContactIds = [.. Enumerable.Range(0, 501).Select(i => "c" + i)] }
            },
            {
                "-List takes at most 50 values, but 51 were given",
                new ExportQuery { ListIds = [.. Enumerable.Range(0, 51).Select(i => "l" + i)] }
            },
            {
                "-Tag takes at most 50 values, but 51 were given",
                new ExportQuery { TagIds = [.. Enumerable.Range(0, 51).Select(i => "t" + i)] }
            },
            {
                "-ExcludeContactId takes at most 50 values, but 51 were given",
                new ExportQuery
                {
                    ListIds = ["l"],
                    ExcludeContactIds = [.. Enumerable.Range(0, 51).Select(i => "c" + i)],
                }
            },
            {
                "email_optin_date also needs email_address",
                new ExportQuery { Fields = ["email_optin_date"] }
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Query_that_the_service_would_refuse_is_refused_before_it_is_asked(string fragment, ExportQuery query)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(query.ToRequest);

        Assert.Equal("CcInvalidValue", error.ErrorId);
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> BodyAsync(ExportQuery query)
    {
        using HttpContent body = query.ToRequest().Body!();
        return await body.ReadAsStringAsync();
    }

    private static CustomField Choices(params string[] labels) =>
        Field("multi_select", "Interests", "interests", labels);

    private static CustomField Field(string type, string label, string name, params string[] labels) =>
        new()
        {
            Id = Guid.NewGuid().ToString(),
            Label = label,
            Name = name,
            Type = type,
            Choices =
            [
                .. labels.Select(
                    (l, i) =>
                        new CustomFieldChoice
                        {
                            Id = i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            Label = l,
                        }
                ),
            ],
        };

    private static HttpResponseMessage Csv(byte[] file) => Csv(new MemoryStream(file));

    private static HttpResponseMessage Csv(Stream file)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(file) };
        response.Content.Headers.ContentType = new("text/csv");
        return response;
    }

    private async Task SaveAsync(
        IReadOnlyList<CustomField>? fields,
        bool overwrite = false,
        Action<string, long>? unread = null
    )
    {
        Task saving = new ContactExport(_fixture.Client, "a") { Unread = unread }.SaveAsync(
            "f",
            FilePath,
            overwrite,
            fields,
            CancellationToken.None
        );
        await _fixture.Clock.DriveAsync(saving);
        await saving;
    }

    /// <summary>A byte at a time, each after a wait; and perhaps no end.</summary>
    private sealed class SlowStream(TimeProvider time, byte[] bytes, TimeSpan pause) : Stream
    {
        private int _at;

        public bool BreaksOff { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => NextAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#if NET
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            NextAsync(buffer, cancellationToken);
#endif

        private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (_at == bytes.Length)
            {
                return BreaksOff ? throw new IOException("The connection broke.") : 0;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken);
            }

            buffer.Span[0] = bytes[_at++];
            return 1;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
