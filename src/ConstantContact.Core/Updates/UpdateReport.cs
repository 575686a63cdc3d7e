using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The record of a run in a file: one JSON line for each row as it is reported, the summary as the last. Holds personal data
/// that its maker asked for, so it is made readable by its owner only.
/// </summary>
public sealed class UpdateReport : IDisposable
{
    private readonly StreamWriter _file;
    private readonly string? _consentReference;

    private UpdateReport(StreamWriter file, string? consentReference)
    {
        _file = file;
        _consentReference = consentReference;
    }

    /// <exception cref="Errors.InvalidInputException">The file cannot be made.</exception>
    public static UpdateReport Create(string path, string? consentReference)
    {
        try
        {
            return new UpdateReport(new StreamWriter(OwnerOnly.Create(path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), consentReference);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Errors.InvalidInputException("CcReportNotWritable", $"The report '{path}' cannot be written: {e.Message}", "Name a file in a folder that exists and that you may write to. Nothing was sent.", e);
        }
    }

    public void Add(UpdateResult result)
    {
        var line = new JsonObject
        {
            ["row"] = result.Row,
            ["email"] = result.Email,
            ["contact_id"] = result.ContactId,
            ["outcome"] = result.Outcome.ToString(),
            ["reason"] = result.Error?.Message ?? result.Reason,
            ["error_id"] = result.Error?.ErrorId,
            ["changes"] = new JsonArray([.. result.Changes.Select(c => (JsonNode)new JsonObject { ["member"] = c.Path, ["old"] = c.Old, ["new"] = c.New })]),
            ["warnings"] = new JsonArray([.. result.Warnings.Select(w => (JsonNode)JsonValue.Create(w))]),
        };
        if (_consentReference is not null)
        {
            line["consent_reference"] = _consentReference;
        }

        if (result.Error is Errors.MergeNotAppliedException broken)
        {
            line["before"] = JsonNode.Parse(broken.BeforeImage);
        }

        Write(line);
    }

    public void Close(UpdateSummary summary) => Write(new JsonObject
    {
        ["summary"] = new JsonObject
        {
            ["rows_in"] = summary.RowsIn,
            ["updated"] = summary.Updated,
            ["created"] = summary.Created,
            ["unchanged"] = summary.Unchanged,
            ["suppressed"] = summary.Suppressed,
            ["failed"] = summary.Failed,
            ["not_attempted"] = summary.NotAttempted,
            ["unknown"] = summary.Unknown,
            ["previewed"] = summary.Previewed,
            ["requests"] = summary.Requests,
            ["retries"] = summary.Retries,
            ["waited_seconds"] = Math.Round(summary.Waited.TotalSeconds, 3),
            ["paced_seconds"] = Math.Round(summary.Paced.TotalSeconds, 3),
            ["elapsed_seconds"] = Math.Round(summary.Elapsed.TotalSeconds, 3),
        },
    });

    public void Dispose() => _file.Dispose();

    /// <summary>Flushed line by line: what a killed run did must be readable.</summary>
    private void Write(JsonObject line)
    {
        _file.WriteLine(CcJson.ToText(line));
        _file.Flush();
    }
}
