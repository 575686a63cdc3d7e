using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Context, -AllMatches, -Include, -Exclude, -Encoding and highlighting")]
[Cmdlet(VerbsCommon.Select, "String")]
[OutputType(typeof(PSObject))]
public sealed class SelectStringCommand : StandInCmdlet
{
    private int _line;

    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Position = 1, ParameterSetName = "File")]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "File")]
    [Alias("PSPath")]
    public string[]? LiteralPath { get; set; }

    [Parameter(ValueFromPipeline = true, ParameterSetName = "Object")]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    private bool _any;

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            Look(InputObject.ToString(format: null, System.Globalization.CultureInfo.CurrentCulture), "InputStream", ++_line);
        }

        foreach (var file in ExistingFiles(Path, LiteralPath))
        {
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                Look(line, file, ++number);
            }
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_any);
        }
    }

    private void Look(string line, string source, int number)
    {
        var match = Pattern.Select(p => Regex.Match(line, SimpleMatch ? Regex.Escape(p) : p, CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase, TimeSpan.FromSeconds(10)))
            .FirstOrDefault(m => m.Success);
        if (match is null != NotMatch)
        {
            return;
        }

        _any = true;
        if (Quiet)
        {
            return;
        }

        if (Raw)
        {
            WriteObject(line);
            return;
        }

        var output = new PSObject();
        output.Properties.Add(new PSNoteProperty("Path", source));
        output.Properties.Add(new PSNoteProperty("LineNumber", number));
        output.Properties.Add(new PSNoteProperty("Line", line));
        output.Properties.Add(new PSNoteProperty("Matches", match is null ? Array.Empty<Match>() : new[] { match }));
        output.Members.Add(new PSScriptMethod("ToString", ScriptBlock.Create("if ($this.Path -eq 'InputStream') { $this.Line } else { '{0}:{1}:{2}' -f $this.Path, $this.LineNumber, $this.Line }")));
        WriteObject(output);
    }
}
