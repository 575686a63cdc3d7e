using System.IO;
using System.Management.Automation;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.StandIns.Support;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ConstantContact.Shell.StandIns;

/// <summary>A shell around the engine's own formatter.</summary>
[StandIn(StandInAttribute.Utility, Lacks = "streaming: -Stream splits at the end")]
[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringWriter _text = new(System.Globalization.CultureInfo.InvariantCulture);

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    [Parameter]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        EngineInternals.UseTextOutput(this, _text, Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width, NoNewline);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!Stream)
        {
            WriteObject(_text.ToString());
            return;
        }

        using var lines = new StringReader(_text.ToString());
        while (lines.ReadLine() is { } line)
        {
            WriteObject(line);
        }
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _text.Dispose();
    }
}
