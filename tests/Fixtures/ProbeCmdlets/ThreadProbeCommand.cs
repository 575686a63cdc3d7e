using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Says which thread does what.</summary>
[Cmdlet("Get", "Thread", SupportsShouldProcess = true)]
public sealed class ThreadProbeCommand : AsyncCmdlet
{
    private int _pipelineThread;

    private protected override void Prepare() => _pipelineThread = Environment.CurrentManagedThreadId;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        await output
            .WriteObjectAsync(Pair("worker on the pool", Thread.CurrentThread.IsThreadPoolThread))
            .ConfigureAwait(false);
        await output
            .WriteObjectAsync(Pair("worker apart", Environment.CurrentManagedThreadId != _pipelineThread))
            .ConfigureAwait(false);
        await output
            .WriteObjectAsync(Pair("worker without runspace", Runspace.DefaultRunspace is null))
            .ConfigureAwait(false);
        int asked = await output
            .OnPipelineThreadAsync(static () => Environment.CurrentManagedThreadId)
            .ConfigureAwait(false);
        await output
            .WriteObjectAsync(Pair("question on the pipeline thread", asked == _pipelineThread))
            .ConfigureAwait(false);
        await output
            .WriteObjectAsync(
                Pair(
                    "after it on the pool",
                    Thread.CurrentThread.IsThreadPoolThread && Environment.CurrentManagedThreadId != _pipelineThread
                )
            )
            .ConfigureAwait(false);
        bool go = await output.ShouldProcessAsync("target", "action").ConfigureAwait(false);
        await output.WriteObjectAsync(Pair("go", go)).ConfigureAwait(false);
        await output
            .WriteObjectAsync(Pair("after ShouldProcess on the pool", Thread.CurrentThread.IsThreadPoolThread))
            .ConfigureAwait(false);
        try
        {
#pragma warning disable RS0030 // It is this that must not work.
            WriteVerbose("from the pool");
#pragma warning restore RS0030
            await output.WriteObjectAsync(Pair("direct writing refused", false)).ConfigureAwait(false);
        }
        catch (PSInvalidOperationException)
        {
            await output.WriteObjectAsync(Pair("direct writing refused", true)).ConfigureAwait(false);
        }
    }

    private static PSObject Pair(string what, bool holds)
    {
        PSObject pair = new();
        pair.Properties.Add(new PSNoteProperty("What", what));
        pair.Properties.Add(new PSNoteProperty("Holds", holds));
        return pair;
    }
}
