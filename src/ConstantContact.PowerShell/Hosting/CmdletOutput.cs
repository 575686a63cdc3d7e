using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// What asynchronous code has instead of the cmdlet's own methods, which only the pipeline thread may call. Objects, errors
/// and questions are awaited: the task ends when they were taken downstream or answered, and is cancelled when the run is
/// over. What it says, asks or warns of is cleaned by <see cref="ShownText"/>; objects are written as they are. Messages are not awaited but keep their place in the order. From any thread.
/// </summary>
internal sealed class CmdletOutput
{
    private readonly Cmdlet _cmdlet;
    private readonly PipelineQueue _queue;
    private readonly CancellationToken _run;
    private RunNotices? _notices;

    internal CmdletOutput(Cmdlet cmdlet, PipelineQueue queue, CancellationToken run)
    {
        _cmdlet = cmdlet;
        _queue = queue;
        _run = run;
    }

    /// <summary>What the run has said once: one memory for all records of a cmdlet.</summary>
    internal RunNotices Notices => _notices ??= (_cmdlet as AsyncCmdlet)?.Notices ?? new RunNotices();

    /// <param name="value">Written as it is; not to be changed afterwards.</param>
    /// <param name="enumerate">True: the elements of a collection one by one.</param>
    internal Task WriteObjectAsync(object? value, bool enumerate = false) =>
        DoAsync(() => _cmdlet.WriteObject(value, enumerate));

    /// <summary>
    /// Reports one record's failure and lets the run go on, or ends the run where the exception
    /// <see cref="CcException.EndsTheRun"/>: then this task is cancelled like everything else.
    /// </summary>
    /// <param name="error">What happened.</param>
    /// <param name="target">What the user gave: an address, an id, the input object.</param>
    /// <param name="row">The source row's number, where the input has rows.</param>
    internal Task WriteErrorAsync(CcException error, object? target, long? row = null) =>
        DoAsync(() => ErrorRecords.Report(_cmdlet, error, target, row));

    /// <summary>An error that ends the run although its exception would not by itself.</summary>
    internal Task ThrowTerminatingErrorAsync(CcException error, object? target) =>
        DoAsync(() => _cmdlet.ThrowTerminatingError(ErrorRecords.From(error, target)));

    /// <summary>Runs <paramref name="work"/>, and reports a <see cref="CcException"/> out of it as this target's failure.</summary>
    /// <returns>True if it went through.</returns>
    internal async Task<bool> TryAsync(object? target, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (CcException e)
        {
            await WriteErrorAsync(e, target).ConfigureAwait(false);
            return false;
        }
    }

    internal Task<bool> ShouldProcessAsync(string target, string action) =>
        AskAsync(() => _cmdlet.ShouldProcess(ShownText.Lines(target), action));

    /// <summary>With texts of one's own, and the reason for a no.</summary>
    /// <param name="whatIf">Shown after "What if: ", and as the verbose line; may have several lines.</param>
    /// <param name="question">Asked when confirmation is wanted.</param>
    /// <param name="caption">The heading of the question.</param>
    internal Task<(bool Go, ShouldProcessReason Reason)> ShouldProcessAsync(string whatIf, string question, string caption) =>
        AskAsync(() =>
        {
            bool go = _cmdlet.ShouldProcess(ShownText.Lines(whatIf), ShownText.Lines(question), caption, out ShouldProcessReason reason);
            return (go, reason);
        });

    /// <summary>Asked after <c>ShouldProcess</c>, and not at all under <c>-Force</c>.</summary>
    internal Task<bool> ShouldContinueAsync(string question, string caption) =>
        AskAsync(() => _cmdlet.ShouldContinue(ShownText.Lines(question), caption));

    /// <summary>The same with "Yes to All" and "No to All", which <paramref name="memory"/> keeps for the run.</summary>
    internal Task<bool> ShouldContinueAsync(string question, string caption, PromptMemory memory) =>
        AskAsync(() => memory.Ask(_cmdlet, ShownText.Lines(question), caption));

    /// <summary>For what is bound to the pipeline thread and has no member here: session state, script blocks.</summary>
    internal Task<T> OnPipelineThreadAsync<T>(Func<T> work) => AskAsync(work);

    internal void WriteVerbose(string text) => Tell(() => _cmdlet.WriteVerbose(ShownText.Lines(text)));

    internal void WriteWarning(string text) => Tell(() => _cmdlet.WriteWarning(ShownText.Lines(text)));

    internal void WriteDebug(string text) => Tell(() => _cmdlet.WriteDebug(ShownText.Lines(text)));

    internal void WriteInformation(object data, params string[] tags) => Tell(() => _cmdlet.WriteInformation(data, tags));

    internal void WriteProgress(ProgressRecord progress) => Tell(() => _cmdlet.WriteProgress(progress));

    /// <summary>Takes the progress bar away; also when the run was stopped or a consumer failed.</summary>
    internal void CompleteProgress(ProgressRecord progress) =>
        _queue.Post(new LastWordMessage(() => _cmdlet.WriteProgress(progress)));

    /// <param name="activity">What goes on, in words: "Importing contacts".</param>
    /// <param name="expected">How long all of it should take, where known beforehand.</param>
    internal CmdletProgress StartProgress(string activity, TimeSpan? expected = null) => new(this, activity, expected);

    private void Tell(Action deliver) => _queue.Post(new PipelineMessage(deliver));

    private Task DoAsync(Action action) => AskAsync(() =>
    {
        action();
        return true;
    });

    private Task<T> AskAsync<T>(Func<T> ask)
    {
        // Not after a cancellation: what is no longer wanted is not written, even if the pipeline would still take it.
        PipelineQuestion<T> question = new(ask, _run);
        if (_run.IsCancellationRequested || !_queue.Post(question))
        {
            question.Abandon();
        }

        return question.Answer;
    }
}
