using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// The patch that restores a contact, by a three-way comparison: a member that still has the value which the run wrote
/// gets its old value; one that has its old value already needs nothing; all others are left. Pure.
/// </summary>
internal sealed class UndoPatch
{
    private readonly IReadOnlyDictionary<string, ContactFacet> _now;
    private readonly Func<string, CustomField?> _field;
    private readonly Dictionary<string, object?> _core = new(StringComparer.Ordinal);
    private readonly List<FieldPatch> _fields = [];
    private readonly Dictionary<string, string?> _phones = new(StringComparer.Ordinal);
    private readonly List<AddressPatch> _addresses = [];
    private readonly List<NamedId> _addLists = [];
    private readonly List<NamedId> _removeLists = [];
    private readonly List<NamedId> _addTags = [];
    private readonly List<NamedId> _removeTags = [];
    private readonly List<string> _addNotes = [];
    private readonly List<string> _removeNotes = [];
    private readonly List<(ContactChange Change, string Why)> _kept = [];
    private string? _address;
    private string? _permission;

    private UndoPatch(JsonObject now, Func<string, CustomField?> field)
    {
        _now = ContactFacets.Of(now);
        _field = field;
    }

    public ContactPatch Patch =>
        new()
        {
            Core = _core,
            NewEmailAddress = _address,
            PermissionToSend = _permission,
            Fields = _fields,
            Phones = _phones,
            Addresses = _addresses,
            AddLists = _addLists,
            RemoveLists = _removeLists,
            AddTags = _addTags,
            RemoveTags = _removeTags,
            AddNotes = _addNotes,
            RemoveNotes = _removeNotes,
        };

    /// <summary>Changes that are left as they are, and why.</summary>
    public IReadOnlyList<(ContactChange Change, string Why)> Kept => _kept;

    /// <param name="now">The contact as it is.</param>
    /// <param name="changes">What the run did to it.</param>
    /// <param name="field">Custom fields by id; null for one that the account does not have.</param>
    public static UndoPatch Of(JsonObject now, IReadOnlyList<ContactChange> changes, Func<string, CustomField?> field)
    {
        var undo = new UndoPatch(now, field);
        foreach (var change in changes.Where(static c => c.Member != ContactMembers.StreetAddresses))
        {
            if (undo.IsToRestore(change))
            {
                undo.Restore(change);
            }
        }

        foreach (
            var kind in changes
                .Where(static c => c.Member == ContactMembers.StreetAddresses)
                .GroupBy(static c => c.Key!, StringComparer.Ordinal)
        )
        {
            undo.Address(kind.Key, [.. kind]);
        }

        return undo;
    }

    /// <summary>False where there is nothing to do, and where it is left.</summary>
    private bool IsToRestore(ContactChange change)
    {
        var shown = _now.Shown(change);
        if (shown == change.Old)
        {
            return false;
        }

        if (change.WasSeveral || change.Member == ContactMembers.SmsChannel)
        {
            Keep(
                change,
                change.WasSeveral
                    ? "the contact had several entries here, which can no longer be told apart"
                    : "an update cannot write it"
            );
            return false;
        }

        if (!IsAsWritten(change, shown))
        {
            _kept.Add((change, $"it was changed since the run and is '{shown ?? "(none)"}'"));
            return false;
        }

        return true;
    }

    private static bool IsAsWritten(ContactChange change, string? shown) =>
        change switch
        {
            // The service has written the time of a note that the run added.
            { Member: ContactMembers.Notes, New: not null } => shown is not null,
            { Member: ContactMembers.EmailAddress } => string.Equals(
                shown,
                change.New,
                StringComparison.OrdinalIgnoreCase
            ),
            _ => shown == change.New,
        };

    private void Restore(ContactChange change)
    {
        switch (change)
        {
            case { Member: ContactMembers.EmailAddress, Part: ContactMembers.Address, Old: not null }:
                _address = change.Old;
                break;
            case { Member: ContactMembers.EmailAddress, Part: ContactMembers.PermissionToSend, Old: not null }:
                Permission(change);
                break;
            case { Member: ContactMembers.CustomFields, Key: { } id, Part: null }:
                Field(change, id);
                break;
            case { Member: ContactMembers.PhoneNumbers, Key: { } kind, Part: ContactMembers.PhoneNumber }:
                _phones[kind] = change.Old;
                break;
            case { Member: ContactMembers.PhoneNumbers, Part: null }:
                break; // with its number
            case { Member: ContactMembers.ListMemberships, Key: { } list }:
                (change.Old is null ? _removeLists : _addLists).Add(new NamedId(list, list));
                break;
            case { Member: ContactMembers.Taggings, Key: { } tag }:
                (change.Old is null ? _removeTags : _addTags).Add(new NamedId(tag, tag));
                break;
            case { Member: ContactMembers.Notes, Key: { } note }:
                (change.Old is null ? _removeNotes : _addNotes).Add(note);
                break;
            case { Member: ContactMembers.BirthdayMonth or ContactMembers.BirthdayDay }:
                _core[change.Member] = change.Old is null ? null : int.Parse(change.Old, CultureInfo.InvariantCulture);
                break;
            case { Key: null, Part: null } when ContactMembers.Core.Contains(change.Member, StringComparer.Ordinal):
                _core[change.Member] = change.Old;
                break;
            default:
                Keep(change, "an update cannot write it");
                break;
        }
    }

    private void Permission(ContactChange change)
    {
        if (ConsentGuard.Rises(change.New, change.Old))
        {
            Keep(change, "an undo never raises a permission");
        }
        else
        {
            _permission = change.Old;
        }
    }

    private void Field(ContactChange change, string id)
    {
        if (_field(id) is not { } field)
        {
            Keep(change, "the custom field is gone");
            return;
        }

        var named = new NamedId(id, field.ToString());
        var choices = (change.Old ?? "").Split(';');
        _fields.Add(
            change.Old is null ? FieldPatch.Clear(named)
            : field.Type is "single_select" or "multi_select"
            && choices.All(c => field.Choices.Any(known => known.Id == c))
                ? FieldPatch.Choose(named, choices, "")
            : FieldPatch.Set(named, change.Old)
        );
    }

    /// <summary>An address that the run made goes as a whole, or not at all.</summary>
    private void Address(string kind, ContactChange[] changes)
    {
        var whole = changes.FirstOrDefault(static c => c.Part is null);
        ContactChange[] parts = [.. changes.Where(static c => c.Part is not null)];
        if (whole is { Old: null })
        {
            if (_now.Shown(whole) is null)
            {
                return;
            }

            if (
                parts.Any(p => _now.Shown(p) != p.New)
                || _now.Values.Any(f =>
                    f.Member == whole.Member && f.Key == kind && f.Part is not null && !parts.Any(p => p.Part == f.Part)
                )
            )
            {
                Keep(whole, "the address was changed since the run");
            }
            else
            {
                _addresses.Add(
                    new AddressPatch(kind, new Dictionary<string, string?>(StringComparer.Ordinal), Clears: true)
                );
            }

            return;
        }

        var restored = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var part in parts.Where(IsToRestore))
        {
            restored[part.Part!] = part.Old;
        }

        if (restored.Count > 0)
        {
            _addresses.Add(new AddressPatch(kind, restored));
        }
    }

    private void Keep(ContactChange change, string why) => _kept.Add((change, why));
}
