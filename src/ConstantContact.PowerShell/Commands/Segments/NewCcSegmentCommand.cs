using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary><c>New-CcSegment</c>: makes a segment and returns it.</summary>
[Cmdlet(VerbsCommon.New, "CcSegment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Segment))]
public sealed class NewCcSegmentCommand : ConnectedCmdlet
{
    private string? _criteria;

    /// <summary>No other segment's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>JSON text, or a hashtable or object that is written as JSON.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("segment_criteria")]
    [ValidateNotNull]
    public PSObject Criteria { get; set; } = null!;

    private protected override object? ErrorTarget => Name;

    private protected override void ProcessOne()
    {
        _criteria = SegmentCriteria.Read(Criteria);
        base.ProcessOne();
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ApiRequest<JsonObject> request = SegmentsApi.Create(new JsonObject { ["name"] = Name.Trim(), ["segment_criteria"] = _criteria });
        if (await output.AllowsAsync($"Create segment '{Name.Trim()}'", "Create segment", request, Account.BaseUri).ConfigureAwait(false))
        {
            Segment segment = SegmentsApi.Read(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
            Account.Names.ForgetSegments();
            await output.WriteObjectAsync(segment).ConfigureAwait(false);
        }
    }
}
