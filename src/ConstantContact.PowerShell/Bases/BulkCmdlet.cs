using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet that collects its input and sends it to the service in bulk activities at the end. Shows the requests,
/// asks, sends, waits, and reports the outcome of every item.
/// </summary>
public abstract class BulkCmdlet : RunCmdlet
{
    private const int BodyShown = 2000;

    private protected BulkCmdlet() { }

    /// <summary>Ends as soon as the service has accepted the jobs, before their outcome is known.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service after the last job. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Returns the summary of the operation.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Creates the run. Its client counts the requests of this operation.</summary>
    private protected ActivityJobRun NewRun(
        CmdletOutput output,
        CmdletProgress progress,
        Action<ActivityJob>? sending = null
    ) =>
        new(Account.Client, new RequestTrace(output))
        {
            Wait = !NoWait,
            Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
            Progress = progress.ReportJobs,
            Sending = sending,
        };

    /// <param name="what">The operation, such as "Add 1,200 contacts to list 'News'".</param>
    /// <param name="notes">More lines for the preview.</param>
    /// <param name="jobs">The jobs to send.</param>
    private protected async Task<string> DescribeAsync(
        string what,
        IEnumerable<string?> notes,
        IReadOnlyList<ActivityJob> jobs
    )
    {
        if (!OnlyShows && !MayAsk)
        {
            return what;
        }

        var text = new StringBuilder(what);
        foreach (var note in notes.OfType<string>())
        {
            text.Append("\n  ").Append(note);
        }

        foreach (var (job, at) in jobs.Select(static (job, at) => (job, at)))
        {
            var request = await RequestText.OfAsync(job.Request, Account.BaseUri).ConfigureAwait(false);
            var line = request.IndexOf('\n');
            text.Append('\n').Append(line < 0 ? request : request.Substring(0, line));
            if (jobs.Count > 1)
            {
                text.Append($"  job {Quantity.Number(at + 1)}");
                text.Append(job.Items is { } items ? $": {Quantity.Number(items)}" : "");
            }

            if (at == 0 && line >= 0)
            {
                var body = request.Substring(line + 1);
                text.Append('\n').Append(body.Length <= BodyShown ? body : body.Substring(0, BodyShown) + "...");
            }
        }

        return text.ToString();
    }

    /// <summary>Previews or confirms the whole operation, once.</summary>
    private protected static async Task<bool> AllowsAsync(CmdletOutput output, string description, string caption)
    {
        var (go, _) = await output
            .ShouldProcessAsync(description, description + "\n\nSend this?", caption)
            .ConfigureAwait(false);
        return go;
    }

    /// <summary>Writes warnings and errors, and the summary.</summary>
    /// <returns>The error that ended the run; null if there is none.</returns>
    private protected async Task<CcException?> ReportAsync(CmdletOutput output, BulkSummary summary)
    {
        if (summary.HeldBack.Count > 0)
        {
            output.WriteWarning(
                $"{Quantity.Of(summary.HeldBack.Count, "contact was", "contacts were")} left out: "
                    + $"{ShownList.First(summary.HeldBack)}."
            );
        }

        foreach (var job in summary.Jobs.Where(static job => job.Message is not null))
        {
            if (job.State is ActivityJobState.Failed or ActivityJobState.Unknown || job.NotDone > 0 || job.Doubtful > 0)
            {
                var error =
                    job.State == ActivityJobState.Failed && job.ToException() is { } own
                        ? own
                        : new ActivityFailedException(
                            $"Job {Quantity.Number(job.Number)}: {job.Message}",
                            job.ActivityId
                        );
                if (!error.EndsTheRun)
                {
                    await output.WriteErrorAsync(error, job).ConfigureAwait(false);
                }
            }
            else
            {
                output.WriteWarning($"Job {Quantity.Number(job.Number)}: {job.Message}");
            }
        }

        if (summary.Pending > 0 || summary.Jobs.Any(static job => job.State == ActivityJobState.Pending))
        {
            string[] pending =
            [
                .. summary
                    .Jobs.Where(static job => job.State == ActivityJobState.Pending)
                    .Select(static job => job.ActivityId)
                    .OfType<string>(),
            ];
            var told =
                $"{Quantity.Of(pending.Length, "job is", "jobs are")} still running at the service: {ShownList.First(pending)}.";
            if (NoWait)
            {
                output.WriteVerbose(told);
            }
            else
            {
                output.WriteWarning(told);
            }
        }

        output.WriteVerbose(summary.ToString());
        if (PassThru)
        {
            await output.WriteObjectAsync(summary).ConfigureAwait(false);
        }

        return summary.ToException();
    }
}
