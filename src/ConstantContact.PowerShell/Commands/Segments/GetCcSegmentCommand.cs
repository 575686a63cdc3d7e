using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary><c>Get-CcSegment</c>: segments by name, wildcard or number, or all of them.</summary>
[Cmdlet(VerbsCommon.Get, "CcSegment")]
[OutputType(typeof(Segment))]
public sealed class GetCcSegmentCommand : ConnectedCmdlet
{
    /// <summary>Names in any case, wildcards, or numbers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Segment")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Takes precedence over the name if a piped object has both. Also finds deleted segments, and always returns the
    /// criteria.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("segment_id")]
    [ValidateRange(1, int.MaxValue)]
    public int[]? SegmentId { get; set; }

    /// <summary>
    /// Returns the criteria. Sends one more request for each segment, because the collection does not contain them.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeCriteria { get; set; }

    private protected override object? ErrorTarget => (object?)SegmentId ?? Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        RequireNamed(SegmentId, Name);
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var writer = new ItemWriter<Segment>(output, client)
        {
            Read = SegmentsApi.Read,
            Id = static segment => segment.SegmentId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Names = static segment => [segment.Name],
            Find = names.SegmentAsync,
            Complete = IncludeCriteria
                ? async (segment, token) =>
                    SegmentsApi.Read(
                        await client.SendAsync(SegmentsApi.ById(segment.SegmentId), token).ConfigureAwait(false)
                    )
                : null,
        };
        if (SegmentId is null)
        {
            await writer.WriteAsync(SegmentsApi.All(), Name, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var id in SegmentId)
        {
            await writer.WriteOneAsync(id, () => SegmentsApi.ById(id), cancellationToken).ConfigureAwait(false);
        }
    }
}
