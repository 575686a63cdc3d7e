using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "fractions as -Minimum and -Maximum; cryptographic quality")]
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "For samples and shuffles; -SetSeed must repeat them.")]
public sealed class GetRandomCommand : StandInCmdlet
{
    private static Random Numbers = new();
    private readonly List<object> _items = [];

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public long Maximum { get; set; } = int.MaxValue;

    [Parameter(ParameterSetName = "Number")]
    public long Minimum { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "List")]
    public object[] InputObject { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Shuffle { get; set; }

    [Parameter]
    public int? SetSeed { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (SetSeed is { } seed)
        {
            Numbers = new Random(seed);
        }
    }

    protected override void ProcessRecord() => _items.AddRange(InputObject);

    protected override void EndProcessing()
    {
        if (ParameterSetName == "List")
        {
            var items = _items.ToArray();
            Numbers.Shuffle(items);
            WriteObject(Shuffle ? items : items.Take(Count), enumerateCollection: true);
            return;
        }

        if (Minimum >= Maximum)
        {
            Stop($"The Minimum value ({Minimum}) cannot be greater than or equal to the Maximum value ({Maximum}).", "MinGreaterThanOrEqualMax");
        }

        for (var i = 0; i < Count; i++)
        {
            var number = Numbers.NextInt64(Minimum, Maximum);
            WriteObject(number is >= int.MinValue and <= int.MaxValue ? (int)number : number);
        }
    }
}
