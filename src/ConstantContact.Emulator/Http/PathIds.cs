using System;
using System.Globalization;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Http;

/// <summary>Ids in paths.</summary>
internal static class PathIds
{
    internal static Guid Parse(ApiCall call, string member, SwitchSettings switches) => Guid.TryParseExact(call.Id, "D", out var id)
        ? id
        : throw ApiProblem.IllFormedId(member, int.Parse(switches.Value(SwitchCatalogue.IllFormedIdStatus), CultureInfo.InvariantCulture));
}
