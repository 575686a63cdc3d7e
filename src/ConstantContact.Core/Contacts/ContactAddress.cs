using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>street_addresses</c>. The kind is home, work or other.</summary>
public sealed record ContactAddress(
    string? Kind,
    string? Street,
    string? City,
    string? State,
    string? PostalCode,
    string? Country
)
{
    /// <param name="name">
    /// The service's name: <c>street</c>, <c>city</c>, <c>state</c>, <c>postal_code</c> or <c>country</c>.
    /// </param>
    internal string? Part(string name) =>
        name switch
        {
            "street" => Street,
            "city" => City,
            "state" => State,
            "postal_code" => PostalCode,
            "country" => Country,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "An address has no such part."),
        };

    public override string ToString()
    {
        var parts = new[] { Street, City, State, PostalCode, Country }.Where(p => !string.IsNullOrEmpty(p));
        return ShownText.Line($"{Kind}: {string.Join(", ", parts)}");
    }
}
