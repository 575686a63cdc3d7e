using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ConstantContact.Emulator.Switches;

/// <summary>The value each switch has now. May be changed while the emulator runs; the next request sees it.</summary>
public sealed class SwitchSettings
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The value of a switch.</summary>
    /// <exception cref="ArgumentException">No such switch, or not one of its values.</exception>
    public string this[string name]
    {
        get
        {
            var known = SwitchCatalogue.Find(name);
            return _values.TryGetValue(name, out var value) ? value : known.Default;
        }
        set
        {
            var known = SwitchCatalogue.Find(name);
            if (!known.Values.Contains(value, StringComparer.Ordinal))
            {
                throw new ArgumentException(
                    $"Switch '{name}' cannot be '{value}'. Known: {string.Join(", ", known.Values)}.",
                    nameof(value)
                );
            }

            _values[name] = value;
        }
    }

    /// <summary>Sets every switch to what one reading of the sources says.</summary>
    public void Apply(Reading reading)
    {
        foreach (var one in SwitchCatalogue.All)
        {
            _values[one.Name] = reading == Reading.Forum ? one.Forum : one.Default;
        }
    }

    public void Apply(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values)
        {
            this[name] = value;
        }
    }

    public IReadOnlyDictionary<string, string> ToDictionary() =>
        SwitchCatalogue.All.ToDictionary(s => s.Name, s => this[s.Name], StringComparer.Ordinal);

    internal bool Is(EmulatorSwitch one, string value) =>
        (_values.TryGetValue(one.Name, out var set) ? set : one.Default) == value;

    /// <summary>The value of a switch whose values are numbers.</summary>
    internal int Number(EmulatorSwitch one) => int.Parse(Value(one), CultureInfo.InvariantCulture);

    internal string Value(EmulatorSwitch one) => _values.TryGetValue(one.Name, out var set) ? set : one.Default;
}
