using System;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Http;

/// <summary>Ids in paths.</summary>
internal static class PathIds
{
    internal static Guid Parse(ApiCall call, string member, SwitchSettings switches) =>
        Guid.TryParseExact(call.Id, "D", out var id) ? id : throw IllFormed(member, switches);

    internal static ApiProblem IllFormed(string member, SwitchSettings switches) =>
        ApiProblem.IllFormedId(member, switches.Number(SwitchCatalogue.IllFormedIdStatus));
}
