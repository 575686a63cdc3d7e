using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Seeds;

/// <summary>Which seed it is.</summary>
internal static class SeedChoice
{
    internal static ISeed From(EmulatorOptions options) =>
        options.Seed is not null ? new DocumentSeed(options.Seed)
        : options.Members > 0 ? new InventedSeed(options.Members)
        : new EmptySeed();

    /// <summary>The seed that described itself so.</summary>
    /// <exception cref="InvalidDataException">This version invents other members.</exception>
    internal static ISeed From(JsonObject description)
    {
        if (description["document"] is { } document)
        {
            return new DocumentSeed(document.DeepClone());
        }

        if (description.Text("members") is not { } members)
        {
            return new EmptySeed();
        }

        return description.Text("version") == InventedMembers.Version.ToString(CultureInfo.InvariantCulture)
            ? new InventedSeed(int.Parse(members, CultureInfo.InvariantCulture))
            : throw new InvalidDataException(
                "The folder was begun by a version of the emulator that invented other members."
            );
    }
}
