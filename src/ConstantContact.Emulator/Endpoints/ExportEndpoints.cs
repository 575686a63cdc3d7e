using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Exports;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>
/// Exports: a job whose answer names the file from the start, under an id of its own; the file is there when the job
/// has completed, and shows the account as it was then.
/// </summary>
internal sealed class ExportEndpoints(EmulatedAccount account)
{
    internal void MapTo(Router router)
    {
        router.Map("POST", "/v3/activities/contact_exports", Start);
        router.Map("GET", "/v3/contact_exports/{id}", Download, produces: null);
    }

    private ApiAnswer Start(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation { UnknownIsNotFound = account.Switches.Is(SwitchCatalogue.UnknownIds, "404") };
        var wish = ExportWish.Read(body, account, faults);
        var fields = Fields(body, faults);
        faults.ThrowIfAny();
        var id = account.Ids.Next();
        var file = new ExportFile(account.Now);
        var activity = account.Activities.Start(
            "contact_exports",
            () => Run(wish, fields, file),
            resultsHref: $"/v3/contact_exports/{id}"
        );
        account.Exports.Add(id, file);
        return ApiAnswer.Json(201, activity.DescribeStart(), wrote: true);
    }

    private ApiAnswer Download(ApiCall call)
    {
        if (account.Switches.Is(SwitchCatalogue.ExportAccept, "406") && !call.Takes("text/csv"))
        {
            throw ApiProblem.NotAcceptable("text/csv");
        }

        var file = account.Exports.Find(PathIds.Parse(call, "file_export_id", account.Switches)) ?? throw NotFound();
        if (file.Csv is null)
        {
            return account.Switches.Is(SwitchCatalogue.ExportNotReady, "202") ? ApiAnswer.Empty(202) : throw NotFound();
        }

        return ApiAnswer.Text(200, file.Csv, "text/csv");
    }

    private List<string>? Fields(JsonObject body, Validation faults)
    {
        if (faults.Items(body, "fields", int.MaxValue) is not { Count: > 0 } items)
        {
            return null;
        }

        var known = new ExportFields(account);
        var fields = items.Select(i => JsonAccess.ScalarText(i) ?? "").ToList();
        fields.Where(f => !known.Knows(f)).ToList().ForEach(f => faults.Add($"fields has an unknown value: {f}"));
        if (
            fields.Exists(f => f.StartsWith("email_opt", StringComparison.Ordinal))
            && !fields.Contains("email_address", StringComparer.Ordinal)
        )
        {
            faults.Add("fields must have email_address beside those of opt-in and opt-out");
        }

        return fields;
    }

    private ActivityOutcome Run(ExportWish wish, List<string>? fields, ExportFile file)
    {
        var columns = new ExportFields(account).Columns(fields);
        var csv = new StringBuilder();
        Line(csv, columns.Select(c => c.Heading));
        var count = 0;
        foreach (var row in account.Contacts.Rows.Where(wish.Holds))
        {
            var contact = row.ToJson();
            Line(csv, columns.Select(c => c.Value(contact)));
            count++;
        }

        file.Csv = Encoding.UTF8.GetBytes(csv.ToString());
        return BulkWork.Items(count);
    }

    private static void Line(StringBuilder csv, IEnumerable<string?> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
            {
                csv.Append(',');
            }

            isFirst = false;
            CsvText.AppendCell(csv, cell ?? "");
        }

        csv.Append("\r\n");
    }

    private static ApiProblem NotFound() => ApiProblem.NotFound("The export was not found");
}
