using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>A cmdlet on items of any provider, given by -Path or -LiteralPath.</summary>
public abstract class PathCmdlet : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    private protected bool Literal => LiteralPath is not null;

    private protected IEnumerable<string> Paths => (LiteralPath ?? Path ?? []).Where(p => p is not null);
}
