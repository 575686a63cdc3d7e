using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary><c>Remove-CcCustomField</c>: deletes custom fields, up to 100 with one request, and with them their values in all contacts.</summary>
[Cmdlet(VerbsCommon.Remove, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcCustomFieldCommand : BulkCmdlet
{
    private readonly List<CustomField> _doomed = [];
    private long _given;
    private long _unknown;

    /// <summary>By name or id, or custom fields.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CustomFieldId", "custom_field_id")]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public CustomFieldIdentity[] CustomField { get; set; } = null!;

    private protected override object? ErrorTarget => CustomField;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        NameDirectory names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (CustomFieldIdentity identity in CustomField)
        {
            _given++;
            bool found = await output.TryAsync(identity.Given, async () =>
            {
                CustomField item = await identity.FindAsync(names, cancellationToken).ConfigureAwait(false);
                string name = item.Name is null ? identity.ToString() : item.ToString();
                if (_doomed.TrueForAll(other => other.Id != item.Id)
                    && (ShowsOnly || await output.ShouldProcessAsync($"custom field '{name}' ({item.Id})", "Delete custom field").ConfigureAwait(false)))
                {
                    _doomed.Add(item);
                }
            }).ConfigureAwait(false);
            _unknown += found ? 0 : 1;
        }
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_doomed.Count == 0)
        {
            return;
        }

        using CmdletProgress progress = output.StartProgress("Deleting custom fields");
        ActivityJobRun run = NewRun(output, progress);
        string[] ids = [.. _doomed.Select(static item => item.Id)];
        IReadOnlyList<ActivityJob> jobs = ActivityJobs.DeleteCustomFields(ids);
        if (ShowsOnly)
        {
            string what = $"Delete custom fields and their values in all contacts: {string.Join(", ", _doomed)}";
            await AllowsAsync(
                output,
                ids.Length == 1 ? $"{what}\n{await RequestText.OfAsync(CustomFieldsApi.Delete(ids[0]), Account.BaseUri).ConfigureAwait(false)}" : await DescribeAsync(what, [], jobs).ConfigureAwait(false),
                "Delete custom fields").ConfigureAwait(false);
            return;
        }

        // One field is deleted at once by its own request; several by an activity.
        BulkTally tally = new() { Operation = "Delete custom fields", ItemsIn = ids.Length + _unknown, Invalid = _unknown };
        BulkSummary summary = ids.Length == 1
            ? await run.SendAsync(tally, CustomFieldsApi.Delete(ids[0]), cancellationToken).ConfigureAwait(false)
            : await run.SendAsync(tally, jobs, cancellationToken).ConfigureAwait(false);
        Account.Names.ForgetCustomFields();
        await ReportAsync(output, summary).ConfigureAwait(false);
    }
}
