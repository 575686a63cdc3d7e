using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;
using Microsoft.Net.Http.Headers;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>
/// The two imports. Both take what they take and say nothing of the rest: past 4 MB and past 40,000 lines, data is
/// dropped and the answer is still 201. The smaller reading of "4 MB" is used, so that a client that counts on the
/// larger one shows.
/// </summary>
internal sealed class ImportEndpoints(EmulatedAccount account)
{
    internal const int MaximumLines = 40_000;
    private const int MaximumLists = 50;

    internal void MapTo(Router router)
    {
        router.Map("POST", "/v3/activities/contacts_json_import", ImportJson);
        router.Map("POST", "/v3/activities/contacts_file_import", ImportFile);
    }

    private int MaximumBytes => account.Switches.Number(SwitchCatalogue.FourMegabytes);

    private ApiAnswer ImportJson(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var items = faults.Items(body, "import_data", int.MaxValue);
        if (items is null or { Count: 0 })
        {
            faults.Add("import_data is missing");
        }
        else if (items.Any(i => i is not JsonObject))
        {
            faults.Add("import_data is invalid");
        }

        var lists = CheckLists(faults.Ids(body, "list_ids", MaximumLists), faults);
        var permission = CheckSms(body.Text("sms_permission_to_send"), faults);
        faults.ThrowIfAny();
        var kept = Math.Min(
            account.Switches.Number(SwitchCatalogue.JsonImportRows),
            call.Body.Length > MaximumBytes ? ItemsWithin(call.Body.Span, MaximumBytes) : int.MaxValue
        );
        var rows = items!
            .OfType<JsonObject>()
            .Take(kept)
            .Select((item, at) => new ImportRow(at + 1, Cells(item)))
            .ToList();
        return Queue(
            "contacts_json_import",
            new Importer(account, rows, lists, rows.Count, permission),
            [],
            fileName: null
        );
    }

    private ApiAnswer ImportFile(ApiCall call)
    {
        var form = ReadForm(call);
        var faults = new Validation { UnknownIsNotFound = account.Switches.Is(SwitchCatalogue.UnknownIds, "404") };
        if (form.File is null)
        {
            faults.Add("file is missing");
        }

        var given = form.Lists is null
            ? null
            : form.Lists.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var body = new JsonObject();
        if (given is not null)
        {
            body["list_ids"] = new JsonArray([.. given.Select(g => (JsonNode?)JsonValue.Create(g))]);
        }

        var lists = CheckLists(faults.Ids(body, "list_ids", MaximumLists), faults);
        var permission = CheckSms(form.SmsPermission, faults);
        faults.ThrowIfAny();
        if (form.FileName?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw ApiCall.UnsupportedMediaType();
        }

        var lines = CsvText.Read(
            form.File,
            MaximumBytes,
            MaximumLines,
            skipsMark: account.Switches.Is(SwitchCatalogue.CsvByteOrderMark, "skip")
        );
        if (lines.Count == 0)
        {
            throw ApiProblem.Validation("file is empty");
        }

        var headings = lines[0].Select(Heading).ToArray();
        if (!headings.Any(h => h is "email" or "sms_number"))
        {
            throw ApiProblem.Validation("file has no email or sms_number column");
        }

        var unknown = headings.Where(h => h.Length > 0 && !KnowsColumn(h)).Select(h => $"Unknown column: {h}").ToList();
        if (account.Switches.Is(SwitchCatalogue.ImportUnknownField, "ignore"))
        {
            unknown.Clear();
        }

        if (account.Switches.Is(SwitchCatalogue.CsvKindHeadings, "unknown"))
        {
            headings = [.. headings.Select(h => ImportColumns.HasKind(h) ? "" : h)];
        }

        var rows = lines.Skip(1).Select((line, at) => new ImportRow(at + 2, Cells(headings, line))).ToList();

        // The heading counts as an item here, as the counters of the vendor's samples say.
        return Queue(
            "contacts_file_import",
            new Importer(account, rows, lists, lines.Count, permission),
            unknown,
            form.FileName
        );
    }

    private ApiAnswer Queue(string kind, Importer importer, IReadOnlyList<string> columnErrors, string? fileName)
    {
        var activity = account.Activities.Start(kind, () => importer.Run(columnErrors), fileName);
        return ApiAnswer.Json(201, activity.DescribeStart(), wrote: true);
    }

    /// <summary>The headings of addresses and phones with a kind are named for JSON only.</summary>
    private bool KnowsColumn(string heading) =>
        ImportColumns.Knows(heading)
        && !(ImportColumns.HasKind(heading) && account.Switches.Is(SwitchCatalogue.CsvKindHeadings, "unknown"));

    private List<Guid> CheckLists(List<Guid>? lists, Validation faults)
    {
        if (lists is null or { Count: 0 })
        {
            faults.Add("list_ids is missing");
            return [];
        }

        lists
            .Where(id => !account.HasList(id))
            .ToList()
            .ForEach(id => faults.AddUnknown($"list_ids contains an unknown id: {id}"));
        return lists;
    }

    private static string? CheckSms(string? permission, Validation faults)
    {
        if (permission is not (null or "" or "explicit" or "not_set"))
        {
            faults.Add("sms_permission_to_send does not have a valid value");
        }

        return permission;
    }

    private static Dictionary<string, string> Cells(JsonObject item) =>
        item.Where(m => m.Value is JsonValue)
            .ToDictionary(m => m.Key, m => JsonAccess.ScalarText(m.Value) ?? "", StringComparer.Ordinal);

    private static Dictionary<string, string> Cells(string[] headings, string[] line)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < Math.Min(headings.Length, line.Length); at++)
        {
            if (headings[at].Length > 0)
            {
                cells[headings[at]] = line[at];
            }
        }

        return cells;
    }

    /// <summary>Known headings are taken in any case; the name of a custom field is not.</summary>
    private string Heading(string text)
    {
        var name = text.Trim();
        if (account.Switches.Is(SwitchCatalogue.CsvHeadingCase, "exact"))
        {
            return name;
        }

        return name.StartsWith("cf:", StringComparison.OrdinalIgnoreCase) ? "cf:" + name[3..] : name.ToLowerInvariant();
    }

    /// <summary>How many items of import_data end within the first so many bytes.</summary>
    private static int ItemsWithin(ReadOnlySpan<byte> body, int bytes)
    {
        var reader = new Utf8JsonReader(body);
        var count = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("import_data"u8);
            reader.Read();
            if (!isData)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
                if (reader.BytesConsumed > bytes)
                {
                    return count;
                }

                count++;
            }
        }

        return count;
    }

    private static Form ReadForm(ApiCall call)
    {
        if (
            !MediaTypeHeaderValue.TryParse(call.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Length == 0
        )
        {
            // A type set by hand, without a boundary, ends here too.
            throw ApiCall.UnsupportedMediaType();
        }

        var form = new Form();
        foreach (var (disposition, content) in Parts(call.Body, HeaderUtilities.RemoveQuotes(type.Boundary).ToString()))
        {
            switch (HeaderUtilities.RemoveQuotes(disposition.Name).ToString())
            {
                case "file":
                    form.File = content;
                    form.FileName = HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
                    break;
                case "list_ids":
                    form.Lists = Encoding.UTF8.GetString(content);
                    break;
                case "sms_permission_to_send":
                    form.SmsPermission = Encoding.UTF8.GetString(content).Trim();
                    break;
            }
        }

        return form;
    }

    /// <summary>
    /// The parts of a multipart body. Split here rather than by the framework's reader, which is asynchronous,
    /// whereas handlers run under a lock on a body that is complete already.
    /// </summary>
    private static List<(ContentDispositionHeaderValue Disposition, byte[] Content)> Parts(
        ReadOnlyMemory<byte> body,
        string boundary
    )
    {
        var parts = new List<(ContentDispositionHeaderValue, byte[])>();
        var all = body.Span;
        var mark = Encoding.ASCII.GetBytes("--" + boundary);
        var delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        var at = all.IndexOf(mark);
        while (at >= 0)
        {
            var rest = all[(at + mark.Length)..];
            if (rest.StartsWith("--"u8) || rest.Length < 2)
            {
                return parts;
            }

            var end = rest.IndexOf(delimiter);
            var headerEnd = rest.IndexOf("\r\n\r\n"u8);
            if (end < 0 || headerEnd < 0 || headerEnd > end)
            {
                break;
            }

            var header = Encoding
                .UTF8.GetString(rest[..headerEnd])
                .Split("\r\n")
                .Select(l => l.Split(':', 2))
                .FirstOrDefault(l =>
                    l.Length == 2 && l[0].Trim().Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase)
                );
            if (header is not null && ContentDispositionHeaderValue.TryParse(header[1].Trim(), out var disposition))
            {
                parts.Add((disposition, rest[(headerEnd + 4)..Math.Max(headerEnd + 4, end)].ToArray()));
            }

            at += mark.Length + end + 2;
        }

        throw ApiProblem.Validation("The multipart body is incomplete");
    }

    private sealed class Form
    {
        internal byte[]? File { get; set; }

        internal string? FileName { get; set; }

        internal string? Lists { get; set; }

        internal string? SmsPermission { get; set; }
    }
}
