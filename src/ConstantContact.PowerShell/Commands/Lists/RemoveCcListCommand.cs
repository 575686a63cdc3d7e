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

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>Remove-CcList</c>: deletes lists and their memberships, up to 100 with one request; the contacts stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcListCommand : BulkCmdlet
{
    private readonly List<ContactList> _doomed = [];
    private long _given;
    private long _unknown;

    /// <summary>By name or id, or lists.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    private protected override object? ErrorTarget => List;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        NameDirectory names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (ListIdentity identity in List)
        {
            _given++;
            bool found = await output.TryAsync(identity.Given, async () =>
            {
                ContactList item = await identity.FindAsync(names, cancellationToken).ConfigureAwait(false);
                string name = item.Name is null ? identity.ToString() : item.ToString();
                if (_doomed.TrueForAll(other => other.Id != item.Id)
                    && (ShowsOnly || await output.ShouldProcessAsync($"list '{name}' ({item.Id})", "Delete list").ConfigureAwait(false)))
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

        using CmdletProgress progress = output.StartProgress("Deleting lists");
        ActivityJobRun run = NewRun(output, progress);
        string[] ids = [.. _doomed.Select(static item => item.Id)];
        IReadOnlyList<ActivityJob> jobs = ActivityJobs.DeleteLists(ids);
        if (ShowsOnly)
        {
            await AllowsAsync(output, await DescribeAsync($"Delete lists: {string.Join(", ", _doomed)}", [], jobs).ConfigureAwait(false), "Delete lists").ConfigureAwait(false);
            return;
        }

        BulkTally tally = new() { Operation = "Delete lists", ItemsIn = ids.Length + _unknown, Invalid = _unknown };
        BulkSummary summary = await run.SendAsync(tally, jobs, cancellationToken).ConfigureAwait(false);
        Account.Names.ForgetLists();
        await ReportAsync(output, summary).ConfigureAwait(false);
    }
}
