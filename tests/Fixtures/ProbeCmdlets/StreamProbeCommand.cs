using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>
/// Overlaps the work of its records: each takes a while, several go on at once, answers keep the input's order.
/// </summary>
[Cmdlet("Convert", "Stream")]
public sealed class StreamProbeCommand : StreamingCmdlet
{
    private readonly PipelineInput<string> _input = new(capacity: 4);

    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(ValueFromPipeline = true)]
    public string InputObject { get; set; } = "";

    [Parameter]
    public int Overlap { get; set; } = 8;

    [Parameter]
    public int Milliseconds { get; set; } = 20;

    /// <summary>"throw", "end" or "stop reading" at this item.</summary>
    [Parameter]
    public string? At { get; set; }

    [Parameter]
    public string Then { get; set; } = "";

    private protected override IPipelineInput Input => _input;

    // Without an account: the probes are about threads.
    private protected override void Prepare() { }

    private protected override void ReadRecord()
    {
        ProbeLog.Add(Name, $"read {InputObject}");
        Feed(_input, InputObject);
    }

    private protected override async Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        Queue<Task<string>> under = new();
        try
        {
            await foreach (string item in _input.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                ProbeLog.Add(Name, $"start {item}");
                if (item == At)
                {
                    switch (Then)
                    {
                        case "throw":
                            throw new ProbeException($"at {item}", endsTheRun: false);
                        case "end":
                            return;
                        default:
                            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                            break;
                    }
                }

                under.Enqueue(WorkAsync(item, cancellationToken));
                if (under.Count == Overlap)
                {
                    string first = await under.Dequeue().ConfigureAwait(false);
                    ProbeLog.Add(Name, $"write {first}");
                    await output.WriteObjectAsync(first).ConfigureAwait(false);
                }
            }

            while (under.Count > 0)
            {
                await output.WriteObjectAsync(await under.Dequeue().ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        finally
        {
            ProbeLog.Add(Name, "ended");
        }
    }

    private async Task<string> WorkAsync(string item, CancellationToken cancellationToken)
    {
        await Task.Delay(Milliseconds, cancellationToken).ConfigureAwait(false);
        return $"{item}!";
    }
}
