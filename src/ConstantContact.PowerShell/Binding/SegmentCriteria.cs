using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Converts the criteria of a segment, as JSON text or objects, to the text that the service expects. Call this on the
/// pipeline thread.
/// </summary>
internal static class SegmentCriteria
{
    private const string Parameter = "-Criteria";

    private const int Longest = 20_000;

    /// <exception cref="InvalidInputException">The criteria are not a JSON object, or are too long.</exception>
    public static string Read(PSObject given)
    {
        var text = Encoding.UTF8.GetString(JsonBody.Read(given, Parameter)).Trim();
        if (text.Length == 0 || text[0] != '{')
        {
            throw Wrong("it is not a JSON object.");
        }

        return text.Length <= Longest
            ? text
            : throw Wrong(
                $"it has {Quantity.Of(text.Length, "character")}, but the service takes at most "
                    + $"{Quantity.Of(Longest, "character")}."
            );
    }

    private static InvalidInputException Wrong(string why) =>
        InvalidInputException.Value(
            Parameter,
            value: null,
            why,
            "Give an object such as @{ version = '1.0.0'; criteria = @{ type = 'and'; group = @(...) } }, or its JSON "
                + "text."
        );
}
