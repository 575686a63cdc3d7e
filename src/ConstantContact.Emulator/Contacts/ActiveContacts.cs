using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The active contacts: those that can be mailed. No source says whether a pending confirmation counts.
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
