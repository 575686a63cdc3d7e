using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// A cmdlet whose work is asynchronous. Leaves override <see cref="ProcessRecordAsync"/>; it and everything below it run on
/// the pool and speak through a <see cref="CmdletOutput"/>. What is bound to the pipeline thread (session state, the default
/// runspace) is read in <see cref="Prepare"/>.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private protected AsyncCmdlet()
    {
    }

    /// <summary>What this run has said once.</summary>
    internal RunNotices Notices { get; } = new();

    /// <summary>What a person who stops the run is told: the pipeline takes nothing any more then. From any thread.</summary>
    internal string? LastWord { get; set; }

    /// <summary>Set when the user stops the pipeline.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>What an error that leaves the record's work is about: what the user gave. Read on the pipeline thread.</summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>True where an error that leaves the work is never one record's alone.</summary>
    private protected virtual bool EveryErrorEndsTheRun => false;

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>. On the pipeline thread.</summary>
    private protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>True where <c>ShouldProcess</c> may ask the user: then records cannot overlap. On the pipeline thread.</summary>
    private protected bool MayPrompt =>
        Attribute.GetCustomAttribute(GetType(), typeof(CmdletAttribute)) is CmdletAttribute { SupportsShouldProcess: true } cmdlet && MayPromptFor(cmdlet.ConfirmImpact);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>True where a change of this impact is asked about. On the pipeline thread.</summary>
    private protected bool MayPromptFor(ConfirmImpact impact)
    {
        if (IsWhatIf)
        {
            return false;
        }

        if (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given))
        {
            return LanguagePrimitives.IsTrue(given);
        }

        object preference = GetVariableValue("ConfirmPreference", ConfirmImpact.High);
        return LanguagePrimitives.TryConvertTo(preference, CultureInfo.InvariantCulture, out ConfirmImpact threshold)
            && threshold != ConfirmImpact.None
            && impact >= threshold;
    }

    /// <summary>On the pipeline thread, when the worker has ended and the pipeline is being stopped.</summary>
    internal void SayLastWord()
    {
        (string? word, LastWord) = (LastWord, null);
        if (word is null)
        {
            return;
        }

        try
        {
            Host?.UI?.WriteWarningLine(word);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Hosts that cannot show anything any more: what was done stands in the record of the run.
        }
    }

    // What could not be prepared cannot be run: the records would report nothing but consequences.
    protected sealed override void BeginProcessing() => Guard(
        () =>
        {
            Prepare();
            BeginRun();
        },
        endsTheRun: true);

    protected sealed override void ProcessRecord() => Guard(ProcessOne, EveryErrorEndsTheRun);

    protected sealed override void EndProcessing() => Guard(EndRun, EveryErrorEndsTheRun);

    /// <summary>On another thread, and in a hurry: the pipeline thread does the rest.</summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended by itself in this moment.
        }
    }

    /// <summary>On the pipeline thread, before the first record.</summary>
    private protected virtual void Prepare()
    {
    }

    /// <summary>One record, on the pool.</summary>
    private protected virtual Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last record, on the pool.</summary>
    private protected virtual Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken) => Task.CompletedTask;

    private protected virtual void BeginRun()
    {
    }

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
