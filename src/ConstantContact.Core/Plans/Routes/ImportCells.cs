using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>
/// The cells that an import needs so that a contact becomes as planned, or the reason why it takes a PUT instead. The
/// reasons are those of the table in docs/plans.md, which a test reads. Pure.
/// </summary>
internal sealed class ImportCells
{
    internal const string NoAddress = "an import finds contacts by their address";
    internal const string LongAddress = "an import takes addresses of at most 50 characters";
    internal const string IsDeleted = "a PUT brings a deleted contact back together with its values";
    internal const string OptedOut = "a PUT is read back, so that the opt-out is certain to stay";
    internal const string Unsettled = "what an import does to such a permission is not documented";
    internal const string NoList = "an import names a list, and this contact is on none";
    internal const string Clears = "an import cannot clear a value";
    internal const string EmailChange = "an import cannot change an address or a permission";
    internal const string Notes = "an import has no notes";
    internal const string Several = "an import cannot tell several entries of one kind apart";
    internal const string Foreign = "an import takes telephone numbers of the United States and Canada only";
    internal const string UnknownPart = "an import might lose what this module does not know";
    internal const string Choice = "an import cannot name such a choice";
    internal const string Edges = "an import cuts off blanks at the ends";
    internal const string NoColumn = "an import has no column for it";

    private static readonly char[] Separators = [';', ',', '"'];

    private static readonly Dictionary<string, string> PhoneColumns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["home"] = "home_phone",
        ["work"] = "work_phone",
        ["mobile"] = "mobile_phone",
        ["other"] = "phone",
    };

    private static readonly string[] AddressKinds = ["home", "work", "other"];

    private readonly JsonObject _current;
    private readonly JsonObject _wished;
    private readonly Func<string, CustomField?> _field;
    private readonly List<ImportCell> _cells = [];
    private string? _why;

    private ImportCells(JsonObject current, JsonObject wished, Func<string, CustomField?> field)
    {
        _current = current;
        _wished = wished;
        _field = field;
    }

    /// <param name="current">The contact as it is.</param>
    /// <param name="wished">As it is to be.</param>
    /// <param name="changes">What differs.</param>
    /// <param name="field">Custom fields by id; null for one that the account does not have.</param>
    /// <returns>The cells, and why it has to be a PUT; null where it need not.</returns>
    public static (IReadOnlyList<ImportCell> Cells, string? WhyPut) Of(
        JsonObject current,
        JsonObject wished,
        IReadOnlyList<ContactChange> changes,
        Func<string, CustomField?> field
    )
    {
        var cells = new ImportCells(current, wished, field);
        cells.Read(changes);
        return (cells._why is null ? cells._cells : [], cells._why);
    }

    /// <summary>
    /// True for a change that an import would have to make; memberships and tags have their own activities.
    /// </summary>
    public static bool IsValue(ContactChange change) =>
        change.Member is not (ContactMembers.ListMemberships or ContactMembers.Taggings);

    private void Read(IReadOnlyList<ContactChange> changes)
    {
        var contact = new Contact(_current);
        if (contact.IsDeleted)
        {
            Refuse(IsDeleted);
            return;
        }

        if (contact.IsUnsubscribed)
        {
            Refuse(OptedOut);
            return;
        }

        ContactChange[] values = [.. changes.Where(IsValue)];
        if (values.Length == 0)
        {
            return;
        }

        foreach (var change in values)
        {
            if (change.Member == ContactMembers.EmailAddress)
            {
                Refuse(EmailChange);
            }
            else if (change.Member == ContactMembers.Notes)
            {
                Refuse(Notes);
            }
            else if (change.New is null)
            {
                Refuse(Clears);
            }
        }

        if (contact.EmailAddress is not { } email)
        {
            Refuse(NoAddress);
        }
        else if (email.Length > ContactLimits.ImportEmail.Safe)
        {
            Refuse(LongAddress);
        }
        else if (contact.PermissionToSend is not ("explicit" or "implicit"))
        {
            Refuse(Unsettled);
        }
        else if (contact.ListMemberships.Count == 0)
        {
            Refuse(NoList);
        }
        else if (_why is null)
        {
            Add("email", email, "email");
            Cells(values);
        }
    }

    private void Cells(ContactChange[] values)
    {
        string[] core =
        [
            .. values
                .Select(static v => v.Member)
                .Where(static m => ContactMembers.Core.Contains(m, StringComparer.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
        foreach (
            var member in core.Where(static m => m is not (ContactMembers.BirthdayMonth or ContactMembers.BirthdayDay))
        )
        {
            Add(member, _wished.Text(member), member);
        }

        if (core.Any(static m => m is ContactMembers.BirthdayMonth or ContactMembers.BirthdayDay))
        {
            // Both halves, whichever changes.
            foreach (var half in new[] { ContactMembers.BirthdayMonth, ContactMembers.BirthdayDay })
            {
                Add(half, _wished.Text(half), "birthday");
            }
        }

        foreach (var kind in Keys(values, ContactMembers.PhoneNumbers))
        {
            Phone(kind);
        }

        foreach (var kind in Keys(values, ContactMembers.StreetAddresses))
        {
            Address(kind);
        }

        foreach (var id in Keys(values, ContactMembers.CustomFields))
        {
            Field(id);
        }

        if (values.Any(static v => !IsKnown(v.Member)))
        {
            Refuse(NoColumn);
        }
    }

    private static bool IsKnown(string member) =>
        ContactMembers.Core.Contains(member, StringComparer.Ordinal)
        || member is ContactMembers.PhoneNumbers or ContactMembers.StreetAddresses or ContactMembers.CustomFields;

    private static IEnumerable<string> Keys(IEnumerable<ContactChange> values, string member) =>
        values
            .Where(v => v.Member == member && v.Key is not null)
            .Select(static v => v.Key!)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private void Phone(string kind)
    {
        var entry = Single(ContactMembers.PhoneNumbers, ContactMembers.Kind, kind);
        var number = entry?.Text(ContactMembers.PhoneNumber) ?? "";
        if (!PhoneColumns.TryGetValue(kind, out var column))
        {
            Refuse(NoColumn);
        }
        else if (!IsNorthAmerican(number))
        {
            Refuse(Foreign);
        }
        else
        {
            Add(column, number, column);
        }
    }

    /// <summary>
    /// All parts of the address: whether an import keeps the parts that it is not told is not documented.
    /// </summary>
    private void Address(string kind)
    {
        var entry = Single(ContactMembers.StreetAddresses, ContactMembers.Kind, kind);
        if (!AddressKinds.Contains(kind, StringComparer.OrdinalIgnoreCase))
        {
            Refuse(NoColumn);
            return;
        }

        foreach (var part in ContactMembers.AddressParts)
        {
            if (entry?.Text(part) is { Length: > 0 } text)
            {
                var column = part == "postal_code" ? "zip" : part;
                Add(kind == "home" ? column : $"{kind}_{column}", text, $"{kind}_address");
            }
        }
    }

    private void Field(string id)
    {
        var entry = Single(ContactMembers.CustomFields, ContactMembers.CustomFieldId, id);
        if (_field(id) is not { Name: { } name } field || entry is null)
        {
            Refuse(NoColumn);
            return;
        }

        var heading = NameDirectory.FieldPrefix + name;
        var shape = $"{NameDirectory.FieldPrefix}({field.Type})";
        string[] chosen = [.. entry.Texts(ContactMembers.ChoiceIds)];
        if (chosen.Length == 0)
        {
            Add(heading, entry.Text(ContactMembers.Value), shape);
            return;
        }

        string?[] labels = [.. chosen.Select(choice => LabelOf(field, choice))];
        if (labels.Any(static l => l is null))
        {
            Refuse(Choice);
        }
        else
        {
            Add(heading, NameList.Join(labels!), shape);
        }
    }

    /// <summary>Null for a choice that its label does not name for certain.</summary>
    private static string? LabelOf(CustomField field, string id)
    {
        var label = field.Choices.FirstOrDefault(c => c.Id == id && c.DeletedAt is null)?.Label;
        return
            label is null
            || label.Trim() != label
            || label.IndexOfAny(Separators) >= 0
            || field.Choices.Count(c =>
                c.DeletedAt is null && string.Equals(c.Label?.Trim(), label, StringComparison.OrdinalIgnoreCase)
            ) != 1
            ? null
            : label;
    }

    /// <summary>
    /// The one entry as it is to be. Several, now or then, or one with parts that nobody knows, take a PUT.
    /// </summary>
    private JsonObject? Single(string member, string keyPart, string key)
    {
        JsonObject[] Of(JsonObject contact) =>
            [
                .. contact
                    .Entries(member)
                    .Where(e => string.Equals(e.Text(keyPart), key, StringComparison.OrdinalIgnoreCase)),
            ];
        JsonObject[] now = Of(_current),
            then = Of(_wished);
        if (now.Length > 1 || then.Length > 1)
        {
            Refuse(Several);
        }
        else if (now.SelectMany(static e => e).Any(p => ContactMembers.IsUnknown(member, p.Key)))
        {
            Refuse(UnknownPart);
        }

        return then.FirstOrDefault();
    }

    private static bool IsNorthAmerican(string number)
    {
        string digits = new([.. number.Where(char.IsDigit)]);
        return number.All(static c => c is (>= '0' and <= '9') or ' ' or '-' or '.' or '(' or ')')
            && (digits.Length == 10 || (digits.Length == 7) || (digits.Length == 11 && digits[0] == '1'));
    }

    private void Add(string heading, string? text, string shape)
    {
        if (string.IsNullOrEmpty(text))
        {
            Refuse(Clears);
        }
        else if (text!.Trim() != text)
        {
            Refuse(Edges);
        }
        else
        {
            _cells.Add(new ImportCell(heading, text, shape));
        }
    }

    private void Refuse(string why) => _why ??= why;
}
