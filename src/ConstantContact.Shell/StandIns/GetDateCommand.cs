using System;
using System.Globalization;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-UFormat and -DisplayHint")]
[Cmdlet(VerbsCommon.Get, "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get; set; }

    [Parameter]
    [Alias("UnixTime")]
    public long UnixTimeSeconds { get; set; }

    [Parameter]
    [ValidateRange(1, 9999)]
    public int Year { get; set; }

    [Parameter]
    [ValidateRange(1, 12)]
    public int Month { get; set; }

    [Parameter]
    [ValidateRange(1, 31)]
    public int Day { get; set; }

    [Parameter]
    [ValidateRange(0, 23)]
    public int Hour { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Minute { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Second { get; set; }

    [Parameter]
    [ValidateRange(0, 999)]
    public int Millisecond { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        var date = Has(nameof(Date)) ? Date
            : Has(nameof(UnixTimeSeconds)) ? DateTimeOffset.FromUnixTimeSeconds(UnixTimeSeconds).LocalDateTime
            : DateTime.Now;
        date = Part(date, nameof(Year), date.Year, Year, (d, n) => d.AddYears(n));
        date = Part(date, nameof(Month), date.Month, Month, (d, n) => d.AddMonths(n));
        date = Part(date, nameof(Day), date.Day, Day, (d, n) => d.AddDays(n));
        date = Part(date, nameof(Hour), date.Hour, Hour, (d, n) => d.AddHours(n));
        date = Part(date, nameof(Minute), date.Minute, Minute, (d, n) => d.AddMinutes(n));
        date = Part(date, nameof(Second), date.Second, Second, (d, n) => d.AddSeconds(n));
        date = Part(date, nameof(Millisecond), date.Millisecond, Millisecond, (d, n) => d.AddMilliseconds(n));
        if (AsUTC)
        {
            date = date.ToUniversalTime();
        }

        // WriteObject takes each form as what it is.
        if (Format is null)
        {
            WriteObject(date);
            return;
        }

        WriteObject(Format switch
        {
            "FileDate" => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "FileDateTime" => date.ToString("yyyyMMddTHHmmssffff", CultureInfo.InvariantCulture),
            "FileDateUniversal" => date.ToUniversalTime().ToString("yyyyMMddZ", CultureInfo.InvariantCulture),
            "FileDateTimeUniversal" => date.ToUniversalTime().ToString("yyyyMMddTHHmmssffffZ", CultureInfo.InvariantCulture),
            _ => date.ToString(Format, CultureInfo.CurrentCulture),
        });
    }

    private bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private DateTime Part(DateTime date, string parameter, int now, int wanted, Func<DateTime, int, DateTime> add) =>
        Has(parameter) ? add(date, wanted - now) : date;
}
