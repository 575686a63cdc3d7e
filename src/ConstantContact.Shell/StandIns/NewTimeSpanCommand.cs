using System;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsCommon.New, "TimeSpan", DefaultParameterSetName = "Date")]
[OutputType(typeof(TimeSpan))]
public sealed class NewTimeSpanCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Date")]
    [Alias("LastWriteTime")]
    public DateTime Start { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Date")]
    public DateTime End { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Days { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Hours { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Minutes { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Seconds { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Time")
        {
            WriteObject(new TimeSpan(Days, Hours, Minutes, Seconds, Milliseconds));
            return;
        }

        var now = DateTime.Now;
        var bound = MyInvocation.BoundParameters;
        WriteObject((bound.ContainsKey(nameof(End)) ? End : now) - (bound.ContainsKey(nameof(Start)) ? Start : now));
    }
}
