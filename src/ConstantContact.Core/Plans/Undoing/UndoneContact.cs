using ConstantContact.Core.Contacts;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// All changes of a run to one contact: each member with its value before the first write and after the last.
/// </summary>
internal sealed class UndoneContact(string? contactId, string? email, long? row)
{
    private readonly Dictionary<string, ContactChange> _changes = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public string? ContactId { get; } = contactId;

    public string? Email { get; } = email;

    public long? Row { get; } = row;

    public bool WasCreated { get; private set; }

    public bool WasRestored { get; private set; }

    public bool WasDeleted { get; private set; }

    /// <summary>False where the values before are not known.</summary>
    public bool KnowsOld { get; private set; } = true;

    /// <summary>Why they are not known; null where the run did not say.</summary>
    public string? WhyUnknown { get; private set; }

    /// <summary>Without what is as it was.</summary>
    public IReadOnlyList<ContactChange> Changes =>
        [.. _order.Select(path => _changes[path]).Where(static c => c.Old != c.New)];

    public void Add(RowChange write)
    {
        WasCreated |= write.Write == RowChange.Create || (write.Write == RowChange.SignUp && write.ContactId is null);
        WasRestored |= write.Write == RowChange.Restore;
        WasDeleted |= write.Write == RowChange.Delete;
        KnowsOld &= write.KnowsOld;
        WhyUnknown ??= write.KnowsOld ? null : write.Warnings.FirstOrDefault();
        foreach (var change in write.Changes)
        {
            if (_changes.TryGetValue(change.Path, out var earlier))
            {
                // An announcement that is repeated after an interruption may begin in the middle. Where the value is
                // neither what the run had found nor what it had written, somebody else wrote it in between, and that
                // stands.
                _changes[change.Path] =
                    change.Old == earlier.Old || change.Old == earlier.New ? earlier with { New = change.New } : change;
            }
            else
            {
                _changes[change.Path] = change;
                _order.Add(change.Path);
            }
        }
    }
}
