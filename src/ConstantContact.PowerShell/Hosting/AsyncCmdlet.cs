using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// A cmdlet whose work is asynchronous. Derived classes override <see cref="ProcessRecordAsync"/>. It and all code
/// below it run on the thread pool and write through a <see cref="CmdletOutput"/>. State that is bound to the pipeline
/// thread (session state, the default runspace) is read in <see cref="Prepare"/>.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private protected AsyncCmdlet() { }

    /// <summary>The notices that this run has already written.</summary>
    internal RunNotices Notices { get; } = new();

    /// <summary>
    /// The text for a user who stops the run; the pipeline itself takes no more output then. Can be set from any
    /// thread.
    /// </summary>
    internal string? FinalNote { get; set; }

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>. On any thread, from the beginning on.</summary>
    internal bool OnlyShows { get; private set; }

    /// <summary>
    /// True if <c>ShouldProcess</c> may ask the user, so that any time may pass and records cannot overlap. On any
    /// thread, from the beginning on.
    /// </summary>
    internal bool MayAsk { get; private set; }

    /// <summary>
    /// True under <c>-Verbose</c> or a <c>$VerbosePreference</c> that shows. On any thread, from the beginning on.
    /// </summary>
    internal bool TellsAll { get; private set; }

    /// <summary>Cancelled when the user stops the pipeline.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>
    /// The target of an error that ends the record's work: the user's input. Read on the pipeline thread.
    /// </summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>True if every error ends the run, even one about a single record.</summary>
    private protected virtual bool EveryErrorEndsTheRun => false;

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>. Only on the pipeline thread.</summary>
    internal bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>True if a change with this impact causes a prompt. Only on the pipeline thread.</summary>
    private protected bool MayPromptFor(ConfirmImpact impact)
    {
        if (IsWhatIf)
        {
            return false;
        }

        if (MyInvocation.BoundParameters.TryGetValue("Confirm", out var given))
        {
            return LanguagePrimitives.IsTrue(given);
        }

        var preference = GetVariableValue("ConfirmPreference", ConfirmImpact.High);
        return LanguagePrimitives.TryConvertTo(preference, CultureInfo.InvariantCulture, out ConfirmImpact threshold)
            && threshold != ConfirmImpact.None
            && impact >= threshold;
    }

    /// <summary>
    /// Writes <see cref="FinalNote"/>, once. On the pipeline thread, when the worker has ended and the pipeline is
    /// being stopped.
    /// </summary>
    internal void WriteFinalNote()
    {
        var (note, _) = (FinalNote, FinalNote = null);
        if (note is null)
        {
            return;
        }

        try
        {
            Host?.UI?.WriteWarningLine(note);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The host cannot show anything any more. The record of the run says what was done.
        }
    }

    // If the preparation fails, do not process the records. They would only report consequential errors.
    protected sealed override void BeginProcessing() =>
        Guard(
            () =>
            {
                OnlyShows = IsWhatIf;
                MayAsk =
                    Attribute.GetCustomAttribute(GetType(), typeof(CmdletAttribute))
                        is CmdletAttribute { SupportsShouldProcess: true } cmdlet
                    && MayPromptFor(cmdlet.ConfirmImpact);
                TellsAll = MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
                    ? LanguagePrimitives.IsTrue(given)
                    : GetVariableValue("VerbosePreference")
                        is ActionPreference.Continue
                            or ActionPreference.Inquire
                            or ActionPreference.Stop;
                CheckArguments();
                Prepare();
                BeginRun();
            },
            endsTheRun: true
        );

    protected sealed override void ProcessRecord() => Guard(ProcessOne, EveryErrorEndsTheRun);

    protected sealed override void EndProcessing() => Guard(EndRun, EveryErrorEndsTheRun);

    /// <summary>Called on another thread and must return fast. The pipeline thread does the rest.</summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended by itself at this moment.
        }
    }

    /// <summary>Runs on the pipeline thread, outside the asynchronous work.</summary>
    private protected void Warn(string text) =>
        PipelinePump.Run(
            this,
            (output, _) =>
            {
                output.WriteWarning(text);
                return Task.CompletedTask;
            },
            StopToken
        );

    /// <summary>Runs first, on the pipeline thread.</summary>
    private protected virtual void CheckArguments() { }

    /// <summary>Runs on the pipeline thread, before the first record.</summary>
    private protected virtual void Prepare() { }

    /// <summary>Processes one record, on the thread pool.</summary>
    private protected virtual Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Runs after the last record, on the thread pool.</summary>
    private protected virtual Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private protected virtual void BeginRun() { }

    private protected virtual void ProcessOne() => PipelinePump.Run(this, ProcessRecordAsync, StopToken);

    private protected virtual void EndRun() => PipelinePump.Run(this, EndProcessingAsync, StopToken);

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    private void Guard(Action step, bool endsTheRun)
    {
        try
        {
            step();
        }
        catch (CcException e)
        {
            if (endsTheRun)
            {
                ThrowTerminatingError(ErrorRecords.From(e, ErrorTarget));
            }

            ErrorRecords.Report(this, e, ErrorTarget);
        }
    }
}
