using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;

namespace ConstantContact.Emulator.Seeds;

/// <summary>A state document, from a file or from a test.</summary>
internal sealed class DocumentSeed(JsonNode document) : ISeed
{
    public void Plant(EmulatedAccount account) => StateDocument.Read(account, document);

    public JsonObject Describe() => new() { ["document"] = document.DeepClone() };
}
