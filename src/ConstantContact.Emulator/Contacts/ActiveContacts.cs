using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// Who counts as active: whoever can be mailed. Whether a pending confirmation belongs to it is said nowhere.
/// </summary>
internal static class ActiveContacts
{
    internal static bool Holds(StoredContact row, SwitchSettings switches) =>
        row.IsActive
        || (
            !row.IsDeleted
            && row.Permission == "pending_confirmation"
            && switches.Is(SwitchCatalogue.ActiveStatus, "with-pending")
        );
}
