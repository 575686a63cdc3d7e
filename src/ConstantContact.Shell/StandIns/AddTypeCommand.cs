using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "compiling: -TypeDefinition and -MemberDefinition")]
[Cmdlet(VerbsCommon.Add, "Type", DefaultParameterSetName = "Name")]
public sealed class AddTypeCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    [Alias("AN")]
    public string[] AssemblyName { get; set; } = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    public string[] Path { get; set; } = [];

    protected override void EndProcessing()
    {
        foreach (var name in AssemblyName)
        {
            Try(name, () => Assembly.Load(new AssemblyName(name)));
        }

        foreach (var file in ExistingFiles(Path, literalPaths: null))
        {
            try
            {
                Assembly.LoadFrom(file);
            }
            catch (Exception problem) when (problem is BadImageFormatException or IOException)
            {
                Fail(problem, "CannotLoadAssembly", ErrorCategory.InvalidData, file);
            }
        }
    }
}
