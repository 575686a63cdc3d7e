using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Segments;

/// <summary><c>New-CcSegment</c>: makes a segment and returns it.</summary>
[Cmdlet(VerbsCommon.New, "CcSegment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Segment))]
public sealed class NewCcSegmentCommand() : CreationCmdlet("segment")
{
    private string _criteria = null!;

    /// <summary>No other segment's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>JSON text, or a hashtable or object that is written as JSON.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("segment_criteria")]
    [ValidateNotNull]
    public PSObject Criteria { get; set; } = null!;

    private protected override string Wanted => Name;

    private protected override void ProcessOne()
    {
        _criteria = SegmentCriteria.Read(Criteria);
        base.ProcessOne();
    }

    private protected override Task<object?> CreateAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        SendAsync(output, SegmentsApi.Create(Name.Trim(), _criteria), cancellationToken);

    private protected override void Forget(NameDirectory names) => names.ForgetSegments();
}
