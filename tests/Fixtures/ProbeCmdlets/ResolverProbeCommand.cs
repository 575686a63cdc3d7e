using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Isolation;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Asks the rules of the Windows PowerShell handler, which cannot be hooked here.</summary>
[Cmdlet("Resolve", "Shipped")]
public sealed class ResolverProbeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public string Folder { get; set; } = "";

    [Parameter(Mandatory = true)]
    public string Asked { get; set; } = "";

    [Parameter]
    public string? Requester { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        // An empty string stands for code without a file, as PowerShell makes it of $null.
        bool unknown = !MyInvocation.BoundParameters.ContainsKey(nameof(Requester));
        string? path = new ShippedAssemblies(Folder).Answer(new AssemblyName(Asked), unknown ? null : Requester);
        await output.WriteObjectAsync(path is null ? "nobody" : Path.GetFileName(path)).ConfigureAwait(false);
    }
}
