using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;

namespace ConstantContact.Emulator.Seeds;

/// <summary>The initial state of an account, to which a reset returns.</summary>
internal interface ISeed
{
    /// <summary>Replaces all data of the account. Called under its lock.</summary>
    void Plant(EmulatedAccount account);

    /// <summary>The text from which <see cref="SeedChoice"/> makes the same seed.</summary>
    JsonObject Describe();
}
