using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.StandIns.Support;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ConstantContact.Shell.StandIns;

/// <summary>A shell around the engine's own formatter; the engine also calls it for <c>&gt;</c> and <c>&gt;&gt;</c>.</summary>
[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true, DefaultParameterSetName = "ByPath")]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _file;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    [EncodingTransformation]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = TextFile.Utf8;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        var path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath ?? LiteralPath);
        TextWriter target = TextWriter.Null;
        if (ShouldProcess(path))
        {
            try
            {
                target = _file = TextFile.Create(path, Encoding, Append, NoClobber, Force);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                ThrowTerminatingError(new ErrorRecord(problem, "FileOpenFailure", ErrorCategory.OpenError, path));
            }
        }

        EngineInternals.UseTextOutput(this, target, Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width, NoNewline);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _file?.Dispose();
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _file?.Dispose();
    }
}
