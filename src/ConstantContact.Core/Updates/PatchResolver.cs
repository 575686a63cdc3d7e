using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Updates;

/// <summary>Wishes in people's words → a patch in the service's ids.</summary>
internal sealed class PatchResolver
{
    private readonly NameDirectory _names;

    public PatchResolver(NameDirectory names)
    {
        _names = names;
    }

    /// <exception cref="InvalidInputException">A name that nothing or several things have, or a value that its field cannot take.</exception>
    public async Task<ResolvedPatch> ResolveAsync(UpdateWish wish, CancellationToken cancellationToken)
    {
        var core = new Dictionary<string, object?>(StringComparer.Ordinal);
        var fields = new List<FieldPatch>();
        var phones = new Dictionary<string, string?>(StringComparer.Ordinal);
        var addresses = new Dictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        var choices = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> notes = [];
        List<RowFinding> errors = [.. wish.Errors];
        string? newAddress = null;

        // The second line of a street joins the first, wherever its column stands.
        foreach (RowValue value in wish.Values.OrderBy(static v => v.Column.AddressPart == "street2"))
        {
            string? text = value.IsNull ? null : value.Text;
            switch (value.Column.Kind)
            {
                case ContactColumnKind.Phone:
                    phones[value.Column.PhoneOrAddressKind!] = text;
                    break;
                case ContactColumnKind.Address:
                    SetPart(addresses, value.Column, text);
                    break;
                case ContactColumnKind.CustomField:
                    CustomField field = await _names.CustomFieldAsync(value.Column.FieldName!, cancellationToken).ConfigureAwait(false);
                    if (ReadField(field, value, wish, errors) is { } patched)
                    {
                        fields.Add(patched);
                    }

                    AddLabels(choices, field);
                    break;
                case ContactColumnKind.AddNote:
                    notes.Add(value.Text);
                    break;
                case ContactColumnKind.NewEmailAddress:
                    newAddress = value.Text;
                    break;
                default:
                    if (CoreMember(value.Column.Kind) is { } member)
                    {
                        core[member] = value.IsNull ? null : value.Integer is { } number ? number : value.Text;
                    }

                    break;
            }
        }

        if (errors.Count > 0)
        {
            throw RowFinding.ToException(errors);
        }

        RequireWholeBirthday(core);
        HashSet<string> arrays = new(StringComparer.Ordinal);
        List<string> clearedAddresses = [];
        foreach (ClearTarget clear in wish.Clear)
        {
            foreach (string member in clear.Core)
            {
                Once(!core.ContainsKey(member), clear);
                core[member] = null;
            }

            if (clear.FieldName is not null)
            {
                CustomField field = await _names.CustomFieldAsync(clear.FieldName, cancellationToken).ConfigureAwait(false);
                Once(!fields.Any(f => f.Field.Id == field.Id), clear);
                fields.Add(FieldPatch.Clear(new NamedId(field.Id, field.ToString())));
                AddLabels(choices, field);
            }

            if (clear.PhoneKind is not null)
            {
                Once(!phones.ContainsKey(clear.PhoneKind), clear);
                phones[clear.PhoneKind] = null;
            }

            if (clear.AddressKind is not null)
            {
                Once(!addresses.ContainsKey(clear.AddressKind), clear);
                clearedAddresses.Add(clear.AddressKind);
            }

            if (clear.Array is not null)
            {
                arrays.Add(clear.Array);
            }
        }

        var patch = new ContactPatch
        {
            Core = core,
            Fields = fields,
            Phones = phones,
            Addresses =
            [
                .. clearedAddresses.Distinct(StringComparer.Ordinal).Select(k => new AddressPatch(k, new Dictionary<string, string?>(StringComparer.Ordinal), Clears: true)),
                .. addresses.Select(a => new AddressPatch(a.Key, a.Value)),
            ],
            AddNotes = notes,
            NewEmailAddress = newAddress,
            PermissionToSend = wish.PermissionToSend,
            AddLists = await ListsAsync(Wished(wish.AddLists, wish, ContactColumnKind.AddToLists), cancellationToken).ConfigureAwait(false),
            RemoveLists = await ListsAsync(Wished(wish.RemoveLists, wish, ContactColumnKind.RemoveFromLists), cancellationToken).ConfigureAwait(false),
            AddTags = await TagsAsync(Wished(wish.AddTags, wish, ContactColumnKind.AddTags), cancellationToken).ConfigureAwait(false),
            RemoveTags = await TagsAsync(Wished(wish.RemoveTags, wish, ContactColumnKind.RemoveTags), cancellationToken).ConfigureAwait(false),
            ClearArrays = arrays,
        };
        RequireNoneBoth(patch.AddLists, patch.RemoveLists, "list");
        RequireNoneBoth(patch.AddTags, patch.RemoveTags, "tag");
        return new ResolvedPatch(patch, new PatchNames(patch, choices));
    }

    /// <summary>The value by the field's type, as imports read it too.</summary>
    private static FieldPatch? ReadField(CustomField field, RowValue value, UpdateWish wish, List<RowFinding> errors)
    {
        var named = new NamedId(field.Id, field.ToString());
        if (value.IsNull)
        {
            return FieldPatch.Clear(named);
        }

        FieldReading reading = FieldReader.Read(field, value.Cell ?? value.Text, wish.Reading.Dates, forImport: false);
        FindingSeverity? doubt = wish.Reading.Evidence.Judge(field.Id, reading.Date);
        if (reading.Rule is { } rule)
        {
            errors.Add(value.Finding(rule, FindingSeverity.Error, reading.Message, reading.Remedy));
            return null;
        }

        if (doubt is { } severity)
        {
            RowFinding finding = value.Finding(RowRules.DateAmbiguous, severity, RowParser.AmbiguousMessage(value.Text, reading.Date, severity), RowParser.AmbiguousRemedy);
            wish.Warnings.Add($"{finding}. {finding.Remedy}");
        }

        return reading.ChoiceIds is { } ids ? FieldPatch.Choose(named, ids, reading.Text) : FieldPatch.Set(named, reading.Text);
    }

    private static void SetPart(Dictionary<string, Dictionary<string, string?>> addresses, ContactColumn column, string? text)
    {
        if (!addresses.TryGetValue(column.PhoneOrAddressKind!, out Dictionary<string, string?>? parts))
        {
            addresses[column.PhoneOrAddressKind!] = parts = new Dictionary<string, string?>(StringComparer.Ordinal);
        }

        // The resource has no second street line; the import, which does, appends it to the first, and so do we.
        if (column.AddressPart == "street2")
        {
            if (text is not null)
            {
                parts["street"] = parts.TryGetValue("street", out string? street) && street is not null ? $"{street} {text}" : text;
            }
        }
        else
        {
            parts[column.AddressPart!] = text;
        }
    }

    private static void AddLabels(Dictionary<string, string> choices, CustomField field)
    {
        foreach (CustomFieldChoice choice in field.Choices)
        {
            choices[$"{field.Id.ToLowerInvariant()}/{choice.Id}"] = choice.ToString();
        }
    }

    private static string? CoreMember(ContactColumnKind kind) => kind switch
    {
        ContactColumnKind.FirstName => ContactMembers.FirstName,
        ContactColumnKind.LastName => ContactMembers.LastName,
        ContactColumnKind.JobTitle => ContactMembers.JobTitle,
        ContactColumnKind.CompanyName => ContactMembers.CompanyName,
        ContactColumnKind.BirthdayMonth => ContactMembers.BirthdayMonth,
        ContactColumnKind.BirthdayDay => ContactMembers.BirthdayDay,
        ContactColumnKind.Anniversary => ContactMembers.Anniversary,
        _ => null,
    };

    private static void RequireWholeBirthday(Dictionary<string, object?> core)
    {
        bool hasMonth = core.TryGetValue(ContactMembers.BirthdayMonth, out object? month);
        bool hasDay = core.TryGetValue(ContactMembers.BirthdayDay, out object? day);
        if (hasMonth != hasDay || month is null != day is null)
        {
            throw InvalidInputException.Value("The birthday", null, "only one half of it is given.", "Give month and day, or neither: the service takes them as a pair.");
        }
    }

    private static void Once(bool once, ClearTarget clear)
    {
        if (!once)
        {
            throw InvalidInputException.Value("-Clear", clear.Name, "the same is also given a value.", "Give the value or clear it, not both.");
        }
    }

    /// <summary>An explicit argument beats the column.</summary>
    private static IReadOnlyList<string> Wished(IReadOnlyList<string> given, UpdateWish wish, ContactColumnKind column) =>
        given.Count > 0 ? given : wish.Values.FirstOrDefault(v => v.Column.Kind == column)?.Names ?? [];

    private async Task<IReadOnlyList<NamedId>> ListsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<NamedId> lists = [];
        foreach (string name in names)
        {
            ContactList list = await _names.ListAsync(name, cancellationToken).ConfigureAwait(false);
            lists.Add(new NamedId(list.Id, list.ToString()));
        }

        return lists;
    }

    private async Task<IReadOnlyList<NamedId>> TagsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<NamedId> tags = [];
        foreach (string name in names)
        {
            ContactTag tag = await _names.TagAsync(name, cancellationToken).ConfigureAwait(false);
            tags.Add(new NamedId(tag.Id, tag.ToString()));
        }

        return tags;
    }

    private static void RequireNoneBoth(IReadOnlyList<NamedId> added, IReadOnlyList<NamedId> removed, string what)
    {
        NamedId? both = added.FirstOrDefault(a => removed.Any(r => string.Equals(r.Id, a.Id, StringComparison.OrdinalIgnoreCase)));
        if (both is not null)
        {
            throw InvalidInputException.Value($"The {what}", both.Name, "it is to be added and removed at once.", "Decide for one.");
        }
    }
}
