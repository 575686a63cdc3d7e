using System;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// Contacts that an account begins with and that are made from their number whenever somebody looks: a million of
/// them take neither memory nor time until they are written. They stand before all others.
/// </summary>
internal interface ISeededContacts
{
    int Count { get; }

    /// <summary>The contact as it was before anybody wrote to it.</summary>
    StoredContact At(int number);

    /// <summary>Number of the contact with this id; −1 when none of these has it.</summary>
    int NumberOf(Guid id);

    /// <summary>Number of the contact that began with this address, without regard to case; −1 when none did.</summary>
    int NumberOfEmail(string address);

    /// <summary>Number of the contact that began with this SMS number, dial code included; −1 when none did.</summary>
    int NumberOfSms(string number);
}
