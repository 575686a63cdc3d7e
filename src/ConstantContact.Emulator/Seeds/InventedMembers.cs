using System;
using System.Globalization;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Seeds;

/// <summary>
/// The contacts of <see cref="InventedSeed"/>, each made from its number when it is looked at. All addresses are at
/// example.com. They hold on purpose what trips clients: every permission state, deleted contacts, plus signs and
/// capitals in addresses, one field id twice in a contact (a sample of the vendor's shows that), two work phones,
/// contacts without an e-mail address. Whoever changes what they are raises <see cref="Version"/>: kept data rests on
/// it.
/// </summary>
internal sealed class InventedMembers(int count, SwitchSettings switches) : ISeededContacts
{
    internal const int Version = 1;

    private const string Host = "@example.com";

    private readonly InventedMemberWriter _writer = new(switches);

    public int Count => count;

    public StoredContact At(int number)
    {
        var created = InventedMember.CreatedAt(number);
        var permission = InventedMember.Permission(number);
        var isDeleted = InventedMember.IsDeleted(number);
        var isSmsOnly = InventedMember.IsSmsOnly(number);
        return new StoredContact(InventedSeed.Id(InventedMember.ContactKind, number), number, _writer.Write)
        {
            EmailKey = isSmsOnly ? null : InventedMember.Address(number),
            SmsKey = InventedMember.HasSms(number) ? "1" + InventedMember.SmsNumber(number) : null,
            Permission = isSmsOnly ? "not_set" : permission,
            SmsPermission = InventedMember.HasSms(number) ? InventedMember.SmsPermission(number) : "not_set",
            CreatedAt = created,
            UpdatedAt = InventedMember.UpdatedAt(number),
            OptedOutAt = !isSmsOnly && permission == "unsubscribed" ? InventedMember.OptedOutAt(number) : null,
            IsDeleted = isDeleted,
            Lists = InventedMember.Lists(number),
            Tags = InventedMember.Tags(number),
        };
    }

    public int NumberOf(Guid id) => Within(InventedSeed.NumberOf(InventedMember.ContactKind, id));

    public int NumberOfEmail(string address)
    {
        if (!address.EndsWith(Host, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var name = address.AsSpan(0, address.Length - Host.Length);
        var number = Within(
            int.TryParse(
                name[(name.LastIndexOfAnyExceptInRange('0', '9') + 1)..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var parsed
            )
                ? parsed
                : -1
        );
        return
            number >= 0
            && !InventedMember.IsSmsOnly(number)
            && string.Equals(InventedMember.Address(number), address, StringComparison.OrdinalIgnoreCase)
            ? number
            : -1;
    }

    public int NumberOfSms(string number)
    {
        var parsed =
            number.Length == 11
            && int.TryParse(number.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                ? Within(digits)
                : -1;
        return parsed >= 0 && InventedMember.HasSms(parsed) && "1" + InventedMember.SmsNumber(parsed) == number
            ? parsed
            : -1;
    }

    private int Within(int number) => number < count ? number : -1;
}
