using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Remove-CcTag</c>: deletes tags, up to 500 with one request, and takes them from all contacts.</summary>
[Cmdlet(VerbsCommon.Remove, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcTagCommand : BulkCmdlet
{
    private readonly List<ContactTag> _doomed = [];
    private long _given;
    private long _unknown;

    /// <summary>By name or id, or tags.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[] Tag { get; set; } = null!;

    private protected override object? ErrorTarget => Tag;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        NameDirectory names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (TagIdentity identity in Tag)
        {
            _given++;
            bool found = await output.TryAsync(identity.Given, async () =>
            {
                ContactTag item = await identity.FindAsync(names, cancellationToken).ConfigureAwait(false);
                string name = item.Name is null ? identity.ToString() : item.ToString();
                if (_doomed.TrueForAll(other => other.Id != item.Id)
                    && (ShowsOnly || await output.ShouldProcessAsync($"tag '{name}' ({item.Id})", "Delete tag").ConfigureAwait(false)))
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

        using CmdletProgress progress = output.StartProgress("Deleting tags");
        ActivityJobRun run = NewRun(output, progress);
        string[] ids = [.. _doomed.Select(static item => item.Id)];
        IReadOnlyList<ActivityJob> jobs = ActivityJobs.DeleteTags(ids);
        if (ShowsOnly)
        {
            await AllowsAsync(output, await DescribeAsync($"Delete tags: {string.Join(", ", _doomed)}", [], jobs).ConfigureAwait(false), "Delete tags").ConfigureAwait(false);
            return;
        }

        BulkTally tally = new() { Operation = "Delete tags", ItemsIn = ids.Length + _unknown, Invalid = _unknown };
        BulkSummary summary = await run.SendAsync(tally, jobs, cancellationToken).ConfigureAwait(false);
        Account.Names.ForgetTags();
        await ReportAsync(output, summary).ConfigureAwait(false);
    }
}
