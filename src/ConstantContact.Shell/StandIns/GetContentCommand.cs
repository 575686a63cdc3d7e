using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-ReadCount, -Delimiter, -Wait, -Stream; providers other than the file system; the notes on each line (PSPath, ReadCount)")]
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
[OutputType(typeof(string), typeof(byte))]
public sealed class GetContentCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long TotalCount { get; set; } = long.MaxValue;

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    [Parameter]
    [EncodingTransformation]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = TextFile.Utf8;

    protected override void ProcessRecord()
    {
        foreach (var file in ExistingFiles(Path, LiteralPath))
        {
            StreamReader reader;
            try
            {
                reader = TextFile.Open(file, Encoding);
            }
            catch (System.Exception problem) when (problem is IOException or System.UnauthorizedAccessException)
            {
                Fail(problem, "GetContentReaderIOError", ErrorCategory.ReadError, file);
                continue;
            }

            using (reader)
            {
                Read(file, reader);
            }
        }
    }

    private void Read(string file, StreamReader reader)
    {
        if (AsByteStream)
        {
            WriteObject(File.ReadAllBytes(file), enumerateCollection: !Raw);
            return;
        }

        if (Raw)
        {
            // An empty file has no content to give, not an empty text.
            var text = reader.ReadToEnd();
            WriteObject(text.Length == 0 ? null : text);
            return;
        }

        var tail = new Queue<string>();
        for (var count = 0L; count < TotalCount && reader.ReadLine() is { } line; count++)
        {
            if (Tail is null)
            {
                WriteObject(line);
                continue;
            }

            tail.Enqueue(line);
            if (tail.Count > Tail)
            {
                tail.Dequeue();
            }
        }

        WriteObject(tail, enumerateCollection: true);
    }
}
