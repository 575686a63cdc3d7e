using System;
using System.Globalization;
using System.Management.Automation.Host;
using System.Reflection;

namespace ConstantContact.Shell.Hosting;

internal sealed class ShellHost(ShellUserInterface ui) : PSHost
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

    /// <summary>The argument of the <c>exit</c> that was called; null as long as none was.</summary>
    public int? ExitCode { get; set; }

    public override CultureInfo CurrentCulture => _culture;

    public override CultureInfo CurrentUICulture => _uiCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "ConstantContact.Shell";

    public override PSHostUserInterface UI => ui;

    public override Version Version { get; } = Assembly.GetExecutingAssembly().GetName().Version!;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt: -Confirm's [S]uspend and the debugger are not available.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt.");

    public override void NotifyBeginApplication()
    {
        // Nothing of the terminal's state is changed that a program would have to find restored.
    }

    public override void NotifyEndApplication()
    {
        // See NotifyBeginApplication.
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
