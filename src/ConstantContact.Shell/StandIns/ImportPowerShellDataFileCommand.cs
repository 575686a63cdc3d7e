using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-SkipLimitCheck")]
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "Path")]
[OutputType(typeof(System.Collections.Hashtable))]
public sealed class ImportPowerShellDataFileCommand : PathCmdlet
{
    protected override void ProcessRecord()
    {
        foreach (var file in ExistingFiles(Path, LiteralPath))
        {
            Try(file, () =>
            {
                var ast = Parser.ParseFile(file, out _, out var errors);
                var table = errors.Length == 0 ? ast.Find(a => a is HashtableAst, searchNestedScriptBlocks: false) : null;

                // SafeGetValue refuses whatever would have to be run.
                WriteObject(table?.SafeGetValue() ?? throw new PSInvalidOperationException($"The file '{file}' could not be loaded as a PowerShell data file: {errors.FirstOrDefault()?.Message ?? "it holds no hashtable"}"));
            });
        }
    }
}
