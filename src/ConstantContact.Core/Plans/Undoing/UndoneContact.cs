using System.Text.Json.Nodes;
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

    /// <summary>The changes that the contact, as it is now, still shows.</summary>
    public IReadOnlyList<ContactChange> Remaining(JsonObject now)
    {
        var facets = ContactFacets.Of(now);
        return [.. Changes.Where(c => facets.Shown(c) != c.Old)];
    }

    /// <summary>
    /// True if the contact now shows something besides what the run wrote and what the service adds. A contact that was
    /// brought back had no lists, and other values.
    /// </summary>
    public bool IsChangedSince(JsonObject now)
    {
        var facets = ContactFacets.Of(now);
        var written = Changes.ToDictionary(static c => c.Path, StringComparer.Ordinal);
        if (!WasCreated)
        {
            return facets.Values.Any(f => f.Member == ContactMembers.ListMemberships && !written.ContainsKey(f.Path))
                || written.Values.Any(c => facets.Shown(c) is var shown && shown != c.New && shown != c.Old);
        }

        return facets
                .Values.Where(static f => f.Member != ContactMembers.SmsChannel)
                .Any(f =>
                    !written.TryGetValue(f.Path, out var wrote)
                    || (
                        f.Member != ContactMembers.Notes
                        && !string.Equals(wrote.New, f.Shown, StringComparison.OrdinalIgnoreCase)
                    )
                ) || written.Keys.Any(path => !facets.ContainsKey(path));
    }

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
