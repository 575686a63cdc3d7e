using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>street_addresses</c>. The kind is home, work or other.</summary>
public sealed record ContactAddress(
    string? Kind, string? Street, string? City, string? State, string? PostalCode, string? Country)
{
    public override string ToString() =>
        ShownText.Line($"{Kind}: {string.Join(", ", new[] { Street, City, State, PostalCode, Country }.Where(p => !string.IsNullOrEmpty(p)))}");
}
