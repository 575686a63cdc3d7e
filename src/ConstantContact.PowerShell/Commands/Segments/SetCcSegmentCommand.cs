using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary>
/// <c>Set-CcSegment</c>: a new name with one request; new criteria with the name that the segment has, since the service wants
/// both.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcSegment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Segment))]
public sealed class SetCcSegmentCommand : ConnectedCmdlet
{
    private string? _criteria;

    /// <summary>By name or number, or a segment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SegmentId", "segment_id")]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity Segment { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>JSON text, or a hashtable or object that is written as JSON. Replaces the criteria that the segment has.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSObject? Criteria { get; set; }

    /// <summary>Returns the segment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => Segment.Given;

    private protected override void ProcessOne()
    {
        _criteria = Criteria is null ? null : SegmentCriteria.Read(Criteria);
        base.ProcessOne();
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (Name is null && Criteria is null)
        {
            throw InvalidInputException.Value("Set-CcSegment", null, "nothing is to be changed.", "Give -Name, -Criteria, or both.");
        }

        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        Segment segment = await Segment.FindAsync(Account.Names.Through(client), cancellationToken).ConfigureAwait(false);
        ApiRequest<JsonObject> request = Criteria is null
            ? SegmentsApi.Rename(segment.SegmentId, new JsonObject { ["name"] = Name!.Trim() })
            : SegmentsApi.Put(segment.SegmentId, new JsonObject { ["name"] = Name?.Trim() ?? segment.Name, ["segment_criteria"] = _criteria });
        if (!await output.AllowsAsync($"Change segment '{segment}'", "Change segment", request, Account.BaseUri).ConfigureAwait(false))
        {
            return;
        }

        Segment changed = SegmentsApi.Read(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
        Account.Names.ForgetSegments();
        if (PassThru)
        {
            await output.WriteObjectAsync(changed).ConfigureAwait(false);
        }
    }
}
