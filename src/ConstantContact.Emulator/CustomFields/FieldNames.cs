using System;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.CustomFields;

/// <summary>
/// The name that imports use for a custom field. Sources show both a kept and a lowered case, so clients must read it.
/// </summary>
internal static class FieldNames
{
    /// <summary>The name made from a label: blanks become underscores.</summary>
    internal static string Of(string label, SwitchSettings switches)
    {
        var name = label.Replace(' ', '_');
        return switches.Is(SwitchCatalogue.FieldName, "lower-case") ? name.ToLowerInvariant() : name;
    }
}
