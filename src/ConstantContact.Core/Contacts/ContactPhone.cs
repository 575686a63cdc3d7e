using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>phone_numbers</c>. The kind is home, work, mobile or other.</summary>
public sealed record ContactPhone(string? Kind, string? PhoneNumber)
{
    public override string ToString() => ShownText.Line($"{Kind}: {PhoneNumber}");
}
