using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;

namespace ConstantContact.Emulator.Activities;

/// <summary>The limits of a contact, for rows: one that exceeds them is not imported.</summary>
internal static class ImportLimits
{
    /// <returns>The text, if it is short enough.</returns>
    internal static string Fitting(string column, string text, int maximum) =>
        text.Length <= maximum
            ? text
            : throw new ImportRowException(
                $"{column} is longer than {maximum.ToString(CultureInfo.InvariantCulture)} characters",
                isCorrectable: false
            );

    internal static void RequireRoom(JsonArray entries, SubResource kind)
    {
        if (entries.Count >= kind.Maximum)
        {
            throw new ImportRowException(
                $"the contact has the maximum of {kind.Maximum.ToString(CultureInfo.InvariantCulture)} {kind.Name}",
                isCorrectable: false
            );
        }
    }
}
