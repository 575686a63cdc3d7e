using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Set-Content and Add-Content: text, one item per line.</summary>
public abstract class ContentWriterCmdlet : StandInCmdlet
{
    private readonly List<object?> _items = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[] Value { get; set; } = [];

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [EncodingTransformation]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = TextFile.Utf8;

    private protected abstract bool Append { get; }

    protected override void ProcessRecord() => _items.AddRange(Value ?? []);

    protected override void EndProcessing()
    {
        foreach (var path in Path ?? LiteralPath ?? [])
        {
            Try(path, () =>
            {
                var file = TargetFile(path);
                if (!ShouldProcess(file))
                {
                    return;
                }

                using var writer = TextFile.Create(file, Encoding, Append, noClobber: false, Force);
                foreach (var text in _items.SelectMany(Lines))
                {
                    if (NoNewline)
                    {
                        writer.Write(text);
                    }
                    else
                    {
                        writer.WriteLine(text);
                    }
                }
            });
        }
    }

    private static IEnumerable<string> Lines(object? item) => item is PSObject { BaseObject: object?[] list }
        ? list.SelectMany(Lines)
        : item is IList items ? items.Cast<object?>().SelectMany(Lines)
        : [item is null ? string.Empty : PSObject.AsPSObject(item).ToString(format: null, System.Globalization.CultureInfo.CurrentCulture)];
}
