using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>Reads what a run changed, by contact.</summary>
internal static class UndoneContacts
{
    /// <exception cref="InvalidInputException">
    /// <c>CcUndoNotPossible</c>: the run did not record which contacts it changed, or their old values.
    /// </exception>
    public static IReadOnlyList<UndoneContact> Read(DataFolder data, RunRecord run)
    {
        if (run.IsImport && !ImportFolder.IsUndoable(run))
        {
            throw new InvalidInputException(
                "CcUndoNotPossible",
                $"The import '{run.RunId}' was made without -Undoable, so the old values of its contacts are not "
                    + "recorded.",
                "Next time, import with -Undoable."
            );
        }

        var writes = RunFolder.Changes(data, run.RunId);
        var outcomes = run.IsImport ? [] : RunFolder.Outcomes(data, run.RunId).ToDictionary(static o => o.Position);
        var contacts = new Dictionary<string, UndoneContact>(StringComparer.OrdinalIgnoreCase);
        foreach (var write in writes)
        {
            outcomes.TryGetValue(write.Position, out var outcome);
            var id = write.ContactId ?? outcome?.ContactId;
            if ((id ?? write.Email ?? (run.IsImport ? $"row {write.Position}" : null)) is not { } key)
            {
                continue; // a job about a whole list says nothing of single contacts
            }

            if (!contacts.TryGetValue(key, out var contact))
            {
                contacts[key] = contact = new UndoneContact(id, write.Email, outcome?.Row ?? write.Position);
            }

            contact.Add(write);
        }

        return contacts.Count > 0 || writes.Count == 0
            ? [.. contacts.Values]
            : throw new InvalidInputException(
                "CcUndoNotPossible",
                $"The run '{run.RunId}' was about whole lists, tags or segments, and it is not recorded which "
                    + "contacts that were.",
                "Name the contacts one by one to be able to take a change back."
            );
    }
}
