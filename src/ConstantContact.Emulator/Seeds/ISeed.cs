using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;

namespace ConstantContact.Emulator.Seeds;

/// <summary>What an account begins with, and comes back to by a reset.</summary>
internal interface ISeed
{
    /// <summary>Replaces all data of the account. Called under its lock.</summary>
    void Plant(EmulatedAccount account);

    /// <summary>What <see cref="SeedChoice"/> makes the same seed of.</summary>
    JsonObject Describe();
}
