using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary><c>Remove-CcSegment</c>: deletes segments, with one request for each. Their contacts remain.</summary>
[Cmdlet(VerbsCommon.Remove, "CcSegment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveCcSegmentCommand : ConnectedCmdlet
{
    /// <summary>Segments, by name or number, or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SegmentId", "segment_id")]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity[] Segment { get; set; } = null!;

    private protected override object? ErrorTarget => Segment;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        foreach (var identity in Segment)
        {
            await output
                .TryAsync(
                    identity.Given,
                    async () =>
                    {
                        var segment = await identity.FindAsync(names, cancellationToken).ConfigureAwait(false);
                        var request = SegmentsApi.Delete(segment.SegmentId);
                        if (
                            await output
                                .AllowsAsync($"Delete segment '{segment}'", "Delete segment", request, Account.BaseUri)
                                .ConfigureAwait(false)
                        )
                        {
                            await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                            Account.Names.ForgetSegments();
                        }
                    }
                )
                .ConfigureAwait(false);
        }
    }
}
