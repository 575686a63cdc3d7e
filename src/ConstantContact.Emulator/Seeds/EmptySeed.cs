using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;

namespace ConstantContact.Emulator.Seeds;

/// <summary>An account without anything.</summary>
internal sealed class EmptySeed : ISeed
{
    public void Plant(EmulatedAccount account) => account.Clear();

    public JsonObject Describe() => [];
}
