using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ConstantContact.Shell.Engine;

/// <summary>
/// The few things of the engine that its own cmdlets use and that are not public. All of the shell's reflection
/// is here, so that a new version of the engine breaks one file, and its tests.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string FormatNamespace = "Microsoft.PowerShell.Commands.Internal.Format.";
    private static readonly Assembly Engine = typeof(PSObject).Assembly;

    /// <summary>What Select-Object -First throws when it has had enough: ends upstream commands without an error.</summary>
    public static Exception StopUpstream(PSCmdlet requester) =>
        (Exception)Create("System.Management.Automation.StopUpstreamCommandsException", requester);

    /// <summary>Gives a formatting cmdlet the engine's own formatter for "Table" or "List", format files included.</summary>
    public static void UseShape(FrontEndCommandBase cmdlet, string shape) =>
        UseImplementation(cmdlet, Create(FormatNamespace + "InnerFormatShapeCommand", Enum.Parse(Type("FormatShape"), shape)));

    /// <summary>Makes a cmdlet render its input as text lines of a width, as Out-String and Out-File do.</summary>
    public static void UseTextOutput(FrontEndCommandBase cmdlet, TextWriter writer, int width, bool suppressNewline)
    {
        var output = Create(FormatNamespace + "OutputManagerInner");
        var lines = Create(FormatNamespace + "TextWriterLineOutput", writer, width, suppressNewline);
        output.GetType().GetProperty("LineOutput", Everything)!.SetValue(output, lines);
        UseImplementation(cmdlet, output);
    }

    /// <summary>Makes the next script's <c>exit N</c> reach the host instead of ending in $LASTEXITCODE, as pwsh does for -File.</summary>
    public static void RethrowExit(Runspace runspace)
    {
        var context = typeof(Runspace).GetProperty("ExecutionContext", Everything)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Everything)!.SetValue(context, true);
    }

    /// <summary>Makes Out-Default write an error to stderr, as one that came down the error stream.</summary>
    public static void MarkAsError(PSObject error)
    {
        var stream = typeof(PSObject).GetProperty("WriteStream", Everything)!;
        stream.SetValue(error, Enum.Parse(stream.PropertyType, "Error"));
    }

    private static void UseImplementation(FrontEndCommandBase cmdlet, object implementation) =>
        typeof(FrontEndCommandBase).GetField("implementation", Everything)!.SetValue(cmdlet, implementation);

    private static object Create(string type, params object[] arguments) =>
        Activator.CreateInstance(Engine.GetType(type, throwOnError: true)!, Everything, binder: null, arguments, culture: null)!;

    private static Type Type(string name) => Engine.GetType(FormatNamespace + name, throwOnError: true)!;
}
