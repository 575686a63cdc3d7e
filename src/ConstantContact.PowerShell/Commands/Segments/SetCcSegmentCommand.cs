using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary>
/// <c>Set-CcSegment</c>: changes the name with one request. Changes the criteria together with the current name,
/// because the service requires both.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcSegment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Segment))]
public sealed class SetCcSegmentCommand : ChangeCmdlet
{
    private string? _criteria;

    /// <summary>The segment, by name or number, or as an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SegmentId", "segment_id")]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity Segment { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>JSON text, or a hashtable or object to convert to JSON. Replaces the current criteria.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSObject? Criteria { get; set; }

    private protected override NamedIdentity Given => Segment;

    private protected override void ProcessOne()
    {
        _criteria = Criteria is null ? null : SegmentCriteria.Read(Criteria);
        base.ProcessOne();
    }

    private protected override async Task<object?> ChangeAsync(
        CmdletOutput output,
        ApiClient client,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        if (Name is null && _criteria is null)
        {
            throw InvalidInputException.Value(
                "Set-CcSegment",
                null,
                "no change was specified.",
                "Give -Name, -Criteria, or both."
            );
        }

        var segment = await Segment.FindAsync(names, cancellationToken).ConfigureAwait(false);
        if (_criteria is null && string.Equals(segment.Name, Name!.Trim(), StringComparison.Ordinal))
        {
            await output
                .NothingToDoAsync($"The segment '{segment}' already has this name. No request is needed.")
                .ConfigureAwait(false);
            return segment;
        }

        var request = _criteria is null
            ? SegmentsApi.Rename(segment.SegmentId, Name!.Trim())
            : SegmentsApi.Put(segment.SegmentId, Name?.Trim() ?? segment.Name, _criteria);
        return await output
            .SendAllowedAsync(client, $"Change segment '{segment}'", "Change segment", request, cancellationToken)
            .ConfigureAwait(false);
    }

    private protected override void Forget(NameDirectory names) => names.ForgetSegments();
}
