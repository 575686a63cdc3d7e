using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Export;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Formatting;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Export-CcContact</c>: has the service export contacts to a CSV file, and returns them as a file or as objects.
/// </summary>
[Cmdlet(VerbsData.Export, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSObject), typeof(ImportActivity), typeof(FileInfo))]
public sealed class ExportCcContactCommand : ConnectedCmdlet
{
    private string? _path;

    /// <summary>The file to write. Without it, each contact is returned as an object.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>At most 500 contacts.</summary>
    [Parameter]
    [Alias("contact_id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[]? ContactId { get; set; }

    /// <summary>All contacts on any of these lists, by name or id. At most 50 lists.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? List { get; set; }

    /// <summary>All contacts with any of these tags, by name or id. At most 50 tags.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? Tag { get; set; }

    /// <summary>All contacts in this segment, by name or id.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity? Segment { get; set; }

    /// <summary>The contacts that the service counts as new.</summary>
    [Parameter]
    public SwitchParameter NewSubscriber { get; set; }

    /// <summary>Alone, or with -ContactId or -List.</summary>
    [Parameter]
    [ValidateSet("active", "unsubscribed", "removed")]
    public string? Status { get; set; }

    /// <summary>With -List or -NewSubscriber: excludes these contacts, at most 50.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[]? ExcludeContactId { get; set; }

    /// <summary>Columns by the service's names, and cf:NAME for custom fields. The default is all columns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExportFieldCompleter))]
    public string[]? Field { get; set; }

    /// <summary>An export that was started earlier. Waits for it and downloads its file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("activity_id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ActivityIdCompleter))]
    public string? ActivityId { get; set; }

    /// <summary>
    /// Returns the headings of Import-CcContactBulk. Columns that an import does not accept are left out.
    /// </summary>
    [Parameter]
    public SwitchParameter AsImport { get; set; }

    /// <summary>
    /// Keeps cells that a spreadsheet would run as formulas. By default, they get a leading apostrophe.
    /// </summary>
    [Parameter]
    public SwitchParameter KeepFormula { get; set; }

    /// <summary>Overwrites the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the activity at once. Download the file later with -ActivityId.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>With -Path: returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => ActivityId ?? Path;

    private protected override void Prepare()
    {
        base.Prepare();
        if (NoWait && (Path is not null || AsImport || MyInvocation.BoundParameters.ContainsKey(nameof(ActivityId))))
        {
            throw InvalidInputException.Value(
                "-NoWait",
                null,
                "there is no file yet.",
                "Give it without -Path, -AsImport and -ActivityId; take the file later: Export-CcContact "
                    + "-ActivityId ID -Path FILE"
            );
        }

        _path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        if (_path is not null && !Force && File.Exists(_path))
        {
            throw new InvalidInputException(
                "CcReportNotWritable",
                $"The file '{_path}' exists.",
                "Give another -Path, or overwrite it with -Force."
            );
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var where = _path is null ? "" : $" to '{_path}'";
        var id = ActivityId;
        if (id is null)
        {
            var request = (await QueryAsync(names, cancellationToken).ConfigureAwait(false)).ToRequest();
            var text = await RequestText.OfAsync(request, Account.BaseUri).ConfigureAwait(false);
            var shown = $"Export contacts{where}\n{text}";
            var (go, _) = await output
                .ShouldProcessAsync(shown, shown + "\n\nSend this?", "Export contacts")
                .ConfigureAwait(false);
            if (!go)
            {
                return;
            }

            var started = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (NoWait)
            {
                await output.WriteObjectAsync(started).ConfigureAwait(false);
                return;
            }

            id = started.ActivityId;
            output.WriteVerbose($"The export is activity {id}.");
        }
        else if (!await output.ShouldProcessAsync($"export {id}{where}", "Take the file").ConfigureAwait(false))
        {
            return;
        }

        await TakeAsync(client, names, id, output, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(
        ApiClient client,
        NameDirectory names,
        string id,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var fields = AsImport ? await names.CustomFieldsAsync(cancellationToken).ConfigureAwait(false) : null;
        string fileId;
        ContactExport export;
        using (var progress = output.StartProgress("Exporting contacts"))
        {
            export = new ContactExport(client, id)
            {
                KeepFormulas = KeepFormula,
                Seen = job => progress.Report(job.State, job.PercentDone ?? 0, 100),
                Unread = (field, cells) =>
                    output.WriteWarning(
                        $"{Quantity.Of(cells, "cell")} of '{field}' could not be split into the field's choices and "
                            + $"{Quantity.Noun(cells, "was", "were")} left as the service wrote "
                            + $"{Quantity.Noun(cells, "it", "them")}. Before an import, write the labels with ';' "
                            + "between them."
                    ),
                LeftOut = left =>
                    output.WriteVerbose($"Left out, because an import does not take them: {string.Join(", ", left)}."),
            };
            fileId = await export
                .WaitAsync(TimeSpan.FromMinutes(TimeoutMinutes), cancellationToken)
                .ConfigureAwait(false);
        }

        if (_path is not null)
        {
            await export.SaveAsync(fileId, _path, Force, fields, cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                await output.WriteObjectAsync(new FileInfo(_path)).ConfigureAwait(false);
            }

            return;
        }

        string[]? headings = null;
        await foreach (var row in export.ReadAsync(fileId, fields, cancellationToken).ConfigureAwait(false))
        {
            if (headings is null)
            {
                headings = row;
                continue;
            }

            await output.WriteObjectAsync(RowObjects.From(headings, row)).ConfigureAwait(false);
        }
    }

    private async Task<ExportQuery> QueryAsync(NameDirectory names, CancellationToken cancellationToken) =>
        new()
        {
            ContactIds = [.. (ContactId ?? []).Select(static who => who.Id())],
            ListIds =
            [
                .. (await GroupIdentity.IdsAsync(List, names, cancellationToken).ConfigureAwait(false)).Distinct(
                    StringComparer.OrdinalIgnoreCase
                ),
            ],
            TagIds =
            [
                .. (await GroupIdentity.IdsAsync(Tag, names, cancellationToken).ConfigureAwait(false)).Distinct(
                    StringComparer.OrdinalIgnoreCase
                ),
            ],
            SegmentId = Segment is null ? null : await Segment.IdAsync(names, cancellationToken).ConfigureAwait(false),
            NewSubscriber = NewSubscriber,
            Status = Status?.ToLowerInvariant(),
            ExcludeContactIds = [.. (ExcludeContactId ?? []).Select(static who => who.Id())],
            Fields = await FieldsAsync(names, cancellationToken).ConfigureAwait(false),
        };

    private async Task<IReadOnlyList<string>> FieldsAsync(NameDirectory names, CancellationToken cancellationToken)
    {
        List<string> fields = [];
        foreach (var field in Field ?? [])
        {
            fields.Add(
                field.StartsWith(NameDirectory.FieldPrefix, StringComparison.OrdinalIgnoreCase)
                    ? (await names.CustomFieldAsync(field, cancellationToken).ConfigureAwait(false)).Id
                    : field.ToLowerInvariant()
            );
        }

        return [.. fields.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
