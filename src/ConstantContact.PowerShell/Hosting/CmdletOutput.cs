using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// Replaces the cmdlet's own methods for asynchronous code, because only the pipeline thread may call those. Objects,
/// errors and questions are awaited: the task ends when they were received downstream or answered, and is cancelled
/// when the run is over. Messages are not awaited but keep their order. <see cref="ShownText"/> cleans messages and
/// questions; objects are written unchanged. Callable from any thread.
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

    /// <summary>The notices that the run has already written, shared by all records of a cmdlet.</summary>
    internal RunNotices Notices => _notices ??= (_cmdlet as AsyncCmdlet)?.Notices ?? new RunNotices();

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>.</summary>
    internal bool IsWhatIf => _cmdlet is AsyncCmdlet { OnlyShows: true };

    /// <summary>True if the user may be asked before a change, so that any time may pass.</summary>
    internal bool MayAsk => _cmdlet is AsyncCmdlet { MayAsk: true };

    /// <summary>True if the user wants to read the verbose stream.</summary>
    internal bool IsVerbose => _cmdlet is AsyncCmdlet { TellsAll: true };

    /// <param name="value">Written unchanged. Must not be modified afterwards.</param>
    /// <param name="enumerate">True to write the elements of a collection one by one.</param>
    internal Task WriteObjectAsync(object? value, bool enumerate = false) =>
        DoAsync(() => _cmdlet.WriteObject(value, enumerate));

    /// <summary>
    /// Reports the failure of one record and lets the run continue. If <see cref="CcException.EndsTheRun"/> is true,
    /// ends the run instead and cancels this task like all others.
    /// </summary>
    /// <param name="error">What happened.</param>
    /// <param name="target">The user's input: an address, an id, or the input object.</param>
    /// <param name="row">The number of the source row; null if the input has no rows.</param>
    internal Task WriteErrorAsync(CcException error, object? target, long? row = null) =>
        DoAsync(() => ErrorRecords.Report(_cmdlet, error, target, row));

    /// <summary>Reports an error that ends the run, even if its exception would not.</summary>
    internal Task ThrowTerminatingErrorAsync(CcException error, object? target) =>
        DoAsync(() => _cmdlet.ThrowTerminatingError(ErrorRecords.From(error, target)));

    /// <summary>
    /// Runs <paramref name="work"/> and reports any <see cref="CcException"/> as the failure of this target.
    /// </summary>
    /// <returns>True if there was no failure.</returns>
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

    /// <summary>With custom texts. Also returns the reason for a refusal.</summary>
    /// <param name="whatIf">Shown after "What if: ", and as the verbose line. May have several lines.</param>
    /// <param name="question">The question, if confirmation is required.</param>
    /// <param name="caption">The heading of the question.</param>
    internal Task<(bool Go, ShouldProcessReason Reason)> ShouldProcessAsync(
        string whatIf,
        string question,
        string caption
    ) =>
        AskAsync(() =>
        {
            var go = _cmdlet.ShouldProcess(ShownText.Lines(whatIf), ShownText.Lines(question), caption, out var reason);
            return (go, reason);
        });

    /// <summary>
    /// Tells that nothing has to be sent: under <c>-WhatIf</c> as its line, otherwise under <c>-Verbose</c>.
    /// </summary>
    internal Task NothingToDoAsync(string text) =>
        DoAsync(() =>
        {
            if (_cmdlet is AsyncCmdlet { IsWhatIf: true })
            {
                _cmdlet.ShouldProcess(ShownText.Lines(text), ShownText.Lines(text), caption: null);
            }
            else
            {
                _cmdlet.WriteVerbose(ShownText.Lines(text));
            }
        });

    /// <summary>Use after <c>ShouldProcess</c>, and not at all under <c>-Force</c>.</summary>
    internal Task<bool> ShouldContinueAsync(string question, string caption) =>
        AskAsync(() => _cmdlet.ShouldContinue(ShownText.Lines(question), caption));

    /// <summary>
    /// The same with "Yes to All" and "No to All". <paramref name="memory"/> keeps these answers for the run.
    /// </summary>
    internal Task<bool> ShouldContinueAsync(string question, string caption, PromptMemory memory) =>
        AskAsync(() => memory.Ask(_cmdlet, ShownText.Lines(question), caption));

    /// <summary>
    /// For work that is bound to the pipeline thread and has no method here, such as session state and script blocks.
    /// </summary>
    internal Task<T> OnPipelineThreadAsync<T>(Func<T> work) => AskAsync(work);

    internal void WriteVerbose(string text) => Tell(() => _cmdlet.WriteVerbose(ShownText.Lines(text)));

    internal void WriteWarning(string text) => Tell(() => _cmdlet.WriteWarning(ShownText.Lines(text)));

    internal void WriteDebug(string text) => Tell(() => _cmdlet.WriteDebug(ShownText.Lines(text)));

    internal void WriteInformation(object data, params string[] tags) =>
        Tell(() => _cmdlet.WriteInformation(data, tags));

    internal void WriteProgress(ProgressRecord progress) => Tell(() => _cmdlet.WriteProgress(progress));

    /// <summary>Removes the progress bar, even if the run was stopped or a consumer failed.</summary>
    internal void CompleteProgress(ProgressRecord progress) =>
        _queue.Post(new FinalMessage(() => _cmdlet.WriteProgress(progress)));

    /// <param name="activity">A description of the work, such as "Importing contacts".</param>
    /// <param name="expected">The expected total time; null if unknown.</param>
    internal CmdletProgress StartProgress(string activity, TimeSpan? expected = null) => new(this, activity, expected);

    private void Tell(Action deliver) => _queue.Post(new PipelineMessage(deliver));

    private Task DoAsync(Action action) =>
        AskAsync(() =>
        {
            action();
            return true;
        });

    private Task<T> AskAsync<T>(Func<T> ask)
    {
        // Not after a cancellation: unwanted output is not written, even if the pipeline would still accept it.
        var question = new PipelineQuestion<T>(ask, _run);
        if (_run.IsCancellationRequested || !_queue.Post(question))
        {
            question.Abandon();
        }

        return question.Answer;
    }
}
