using System.Collections.Generic;

namespace ConstantContact.Emulator.Switches;

/// <summary>One behaviour of the service that no source settles, with the readings it can take.</summary>
/// <param name="Name">Kebab-case name, as given to <c>--switch</c>.</param>
/// <param name="Values">All readings; the first is the default (what the specification and the guides say, or our
/// inference).</param>
/// <param name="Forum">The reading under <c>--reading forum</c>: what the vendor's support staff say, where they
/// differ.</param>
/// <param name="Meaning">What the switch decides, for the docs and for error texts.</param>
public sealed record EmulatorSwitch(string Name, IReadOnlyList<string> Values, string Forum, string Meaning)
{
    public string Default => Values[0];
}
