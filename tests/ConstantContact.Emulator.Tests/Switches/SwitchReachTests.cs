using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Emulator.Switches;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Switches;

/// <summary>Every switch reaches every place that it speaks of, under each of its values.</summary>
public sealed class SwitchReachTests : EmulatorTest
{
    public static TheoryData<int, string, string> Places
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            for (var at = 0; at < SwitchReach.All.Count; at++)
            {
                foreach (var value in SwitchCatalogue.Find(SwitchReach.All[at].Switch).Values)
                {
                    data.Add(at, value, SwitchReach.All[at].ToString());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Switch_reaches_its_place(int at, string value, string name)
    {
        _ = name;
        var place = SwitchReach.All[at];
        var account = new ReachAccount(Emulator, Time, Client);
        await account.PlantAsync();
        Options.Switches[place.Switch] = value;
        var values = SwitchCatalogue.Find(place.Switch).Values.ToList();
        Assert.Equal(place.Seen[values.IndexOf(value)], await place.Observe(account));
    }

    [Fact]
    public void Table_has_every_switch_and_tells_its_values_apart_at_every_place()
    {
        Assert.Equal(
            SwitchCatalogue.All.Select(s => s.Name).Order(StringComparer.Ordinal),
            SwitchReach.All.Select(p => p.Switch).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
        Assert.All(
            SwitchReach.All,
            p =>
            {
                Assert.Equal(SwitchCatalogue.Find(p.Switch).Values.Count, p.Seen.Length);
                Assert.True(
                    p.Seen.Distinct(StringComparer.Ordinal).Count() > 1,
                    $"{p} looks the same under every value."
                );
            }
        );
        Assert.All(
            SwitchCatalogue.All,
            s => Assert.True(Together(s) == s.Values.Count, $"{s.Name}: no place tells all its values apart.")
        );
    }

    [Fact]
    public void Docs_name_the_places_of_every_switch()
    {
        var docs = File.ReadAllLines(Repository.Path("docs", "emulator.md"));
        Assert.All(
            SwitchCatalogue.All,
            s =>
            {
                var row = Assert.Single(docs, l => l.StartsWith($"| `{s.Name}` | ", StringComparison.Ordinal));
                Assert.EndsWith(
                    $" | {string.Join("; ", SwitchReach.All.Where(p => p.Switch == s.Name).Select(p => p.Name))} |",
                    row,
                    StringComparison.Ordinal
                );
            }
        );
    }

    private static int Together(EmulatorSwitch one) =>
        Enumerable
            .Range(0, one.Values.Count)
            .Select(v => string.Join('|', SwitchReach.All.Where(p => p.Switch == one.Name).Select(p => p.Seen[v])))
            .Distinct(StringComparer.Ordinal)
            .Count();
}
