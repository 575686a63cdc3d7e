using System.Management.Automation;
using System.Reflection;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the names of this module's cmdlets.</summary>
public sealed class CommandNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        typeof(CommandNameCompleter)
            .Assembly.GetExportedTypes()
            .Select(static type => type.GetCustomAttribute<CmdletAttribute>())
            .Where(static command => command is not null)
            .Select(static command => $"{command!.VerbName}-{command.NounName}");
}
