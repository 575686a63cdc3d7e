using System.Globalization;
using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet that collects its input and hands it to the service in bulk activities at the end: shows the requests, asks, sends,
/// waits, and accounts for every item.
/// </summary>
public abstract class BulkCmdlet : ConnectedCmdlet
{
    private const int MostNamed = 10;

    private const int BodyShown = 2000;

    private bool _isWhatIf;
    private bool _mayPrompt;

    private protected BulkCmdlet()
    {
    }

    /// <summary>Done when the service has taken the jobs, which says nothing about what becomes of them.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service after the last job; 60 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Returns the account of the operation.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Under <c>-WhatIf</c> the requests are shown at the end, where they are known.</summary>
    private protected bool ShowsOnly => _isWhatIf;

    private protected override void Prepare()
    {
        base.Prepare();
        _isWhatIf = IsWhatIf;
        _mayPrompt = MayPrompt;
    }

    /// <summary>The run whose client counts this operation's requests.</summary>
    private protected ActivityJobRun NewRun(CmdletOutput output, CmdletProgress progress, Action<ActivityJob>? sending = null) => new(Account.Client, new RequestTrace(output))
    {
        Wait = !NoWait,
        Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
        Progress = progress.ReportJobs,
        Sending = sending,
    };

    /// <param name="what">Such as "Add 1,200 contacts to list 'News'".</param>
    /// <param name="notes">More lines for the preview.</param>
    /// <param name="jobs">What is to be sent.</param>
    private protected async Task<string> DescribeAsync(string what, IEnumerable<string?> notes, IReadOnlyList<ActivityJob> jobs)
    {
        if (!_isWhatIf && !_mayPrompt)
        {
            return what;
        }

        StringBuilder text = new(what);
        foreach (string note in notes.OfType<string>())
        {
            text.Append("\n  ").Append(note);
        }

        foreach ((ActivityJob job, int at) in jobs.Select(static (job, at) => (job, at)))
        {
            string request = await RequestText.OfAsync(job.Request, Account.BaseUri).ConfigureAwait(false);
            int line = request.IndexOf('\n');
            text.Append('\n').Append(line < 0 ? request : request.Substring(0, line));
            if (jobs.Count > 1)
            {
                text.Append($"  job {Text(at + 1)}{(job.Items is { } items ? $": {Text(items)}" : "")}");
            }

            if (at == 0 && line >= 0)
            {
                string body = request.Substring(line + 1);
                text.Append('\n').Append(body.Length <= BodyShown ? body : body.Substring(0, BodyShown) + "...");
            }
        }

        return text.ToString();
    }

    /// <summary>Shows or asks about the whole operation, once.</summary>
    private protected static async Task<bool> AllowsAsync(CmdletOutput output, string description, string caption)
    {
        (bool go, _) = await output.ShouldProcessAsync(description, description + "\n\nSend this?", caption).ConfigureAwait(false);
        return go;
    }

    /// <summary>Warnings and errors, and the account.</summary>
    /// <returns>What ended the run; null where nothing did.</returns>
    private protected async Task<CcException?> ReportAsync(CmdletOutput output, BulkSummary summary)
    {
        if (summary.HeldBack.Count > 0)
        {
            output.WriteWarning(
                $"{Text(summary.HeldBack.Count)} were left out: {string.Join(", ", summary.HeldBack.Take(MostNamed))}{(summary.HeldBack.Count > MostNamed ? ", ..." : "")}.");
        }

        foreach (ActivityJobResult job in summary.Jobs.Where(static job => job.Message is not null))
        {
            if (job.State is ActivityJobState.Failed or ActivityJobState.Unknown || job.NotDone > 0 || job.Doubtful > 0)
            {
                CcException error = job.State == ActivityJobState.Failed && job.ToException() is { } own ? own : new ActivityFailedException($"Job {Text(job.Number)}: {job.Message}", job.ActivityId);
                if (!error.EndsTheRun)
                {
                    await output.WriteErrorAsync(error, job).ConfigureAwait(false);
                }
            }
            else
            {
                output.WriteWarning($"Job {Text(job.Number)}: {job.Message}");
            }
        }

        if (summary.Pending > 0 || summary.Jobs.Any(static job => job.State == ActivityJobState.Pending))
        {
            string[] pending = [.. summary.Jobs.Where(static job => job.State == ActivityJobState.Pending).Select(static job => job.ActivityId).OfType<string>()];
            string told = $"{Text(pending.Length)} jobs are with the service and were not waited for to the end: {string.Join(", ", pending.Take(MostNamed))}{(pending.Length > MostNamed ? ", ..." : "")}.";
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

    private protected static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
