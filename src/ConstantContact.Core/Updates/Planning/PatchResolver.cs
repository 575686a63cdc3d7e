using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Updates.Planning;

/// <summary>Converts a requested update with names into a patch with the ids of the service.</summary>
internal sealed class PatchResolver
{
    private readonly NameDirectory _names;

    public PatchResolver(NameDirectory names)
    {
        _names = names;
    }

    /// <exception cref="InvalidInputException">
    /// A name is unknown or ambiguous, or a field cannot take a value.
    /// </exception>
    public async Task<ResolvedPatch> ResolveAsync(RequestedChanges changes, CancellationToken cancellationToken)
    {
        var core = new Dictionary<string, object?>(StringComparer.Ordinal);
        var fields = new List<FieldPatch>();
        var phones = new Dictionary<string, string?>(StringComparer.Ordinal);
        var addresses = new Dictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        var choices = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> notes = [];
        List<RowFinding> errors = [.. changes.Errors];
        string? newAddress = null;

        // The second line of a street is appended to the first, whatever the order of the columns.
        foreach (var value in changes.Values.OrderBy(static v => v.Column.AddressPart == "street2"))
        {
            var text = value.IsNull ? null : value.Text;
            switch (value.Column.Kind)
            {
                case ContactColumnKind.Phone:
                    phones[value.Column.PhoneOrAddressKind!] = text;
                    break;
                case ContactColumnKind.Address:
                    SetPart(addresses, value.Column, text);
                    break;
                case ContactColumnKind.CustomField:
                    var field = await _names
                        .CustomFieldAsync(value.Column.FieldName!, cancellationToken)
                        .ConfigureAwait(false);
                    if (ReadField(field, value, changes, errors) is { } patched)
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
                        core[member] =
                            value.IsNull ? null
                            : value.Integer is { } number ? number
                            : value.Text;
                    }

                    break;
            }
        }

        if (errors.Count > 0)
        {
            throw RowFinding.ToException(errors);
        }

        RequireWholeBirthday(core);
        var arrays = new HashSet<string>(StringComparer.Ordinal);
        List<string> clearedAddresses = [];
        foreach (var clear in changes.Clear)
        {
            foreach (var member in clear.Core)
            {
                RequireOnce(!core.ContainsKey(member), clear);
                core[member] = null;
            }

            if (clear.FieldName is not null)
            {
                var field = await _names.CustomFieldAsync(clear.FieldName, cancellationToken).ConfigureAwait(false);
                RequireOnce(!fields.Any(f => f.Field.Id == field.Id), clear);
                fields.Add(FieldPatch.Clear(new NamedId(field.Id, field.ToString())));
                AddLabels(choices, field);
            }

            if (clear.PhoneKind is not null)
            {
                RequireOnce(!phones.ContainsKey(clear.PhoneKind), clear);
                phones[clear.PhoneKind] = null;
            }

            if (clear.AddressKind is not null)
            {
                RequireOnce(!addresses.ContainsKey(clear.AddressKind), clear);
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
                .. clearedAddresses
                    .Distinct(StringComparer.Ordinal)
                    .Select(k => new AddressPatch(
                        k,
                        new Dictionary<string, string?>(StringComparer.Ordinal),
                        Clears: true
                    )),
                .. addresses.Select(a => new AddressPatch(a.Key, a.Value)),
            ],
            AddNotes = notes,
            NewEmailAddress = newAddress,
            PermissionToSend = changes.PermissionToSend,
            AddLists = await ListsAsync(
                    NamesIn(changes.AddLists, changes, ContactColumnKind.AddToLists),
                    cancellationToken
                )
                .ConfigureAwait(false),
            RemoveLists = await ListsAsync(
                    NamesIn(changes.RemoveLists, changes, ContactColumnKind.RemoveFromLists),
                    cancellationToken
                )
                .ConfigureAwait(false),
            AddTags = await TagsAsync(NamesIn(changes.AddTags, changes, ContactColumnKind.AddTags), cancellationToken)
                .ConfigureAwait(false),
            RemoveTags = await TagsAsync(
                    NamesIn(changes.RemoveTags, changes, ContactColumnKind.RemoveTags),
                    cancellationToken
                )
                .ConfigureAwait(false),
            ClearArrays = arrays,
        };
        RequireNoneBoth(patch.AddLists, patch.RemoveLists, "list");
        RequireNoneBoth(patch.AddTags, patch.RemoveTags, "tag");
        return new ResolvedPatch(patch, new PatchNames(patch, choices));
    }

    /// <summary>Reads the value according to the type of the field, as imports do.</summary>
    private static FieldPatch? ReadField(
        CustomField field,
        RowValue value,
        RequestedChanges changes,
        List<RowFinding> errors
    )
    {
        var named = new NamedId(field.Id, field.ToString());
        if (value.IsNull)
        {
            return FieldPatch.Clear(named);
        }

        var reading = FieldReader.Read(field, value.Cell, changes.Reading.Dates, forImport: false);
        var doubt = changes.Reading.Evidence.Judge(field.Id, reading.Date);
        if (reading.Rule is { } rule)
        {
            errors.Add(value.Finding(rule, FindingSeverity.Error, reading.Message, reading.Remedy));
            return null;
        }

        if (doubt is { } severity)
        {
            var finding = value.Finding(
                RowRules.DateAmbiguous,
                severity,
                DateParser.AmbiguousMessage(value.Text, reading.Date, severity),
                DateParser.AmbiguousRemedy
            );
            changes.Warnings.Add($"{finding}. {finding.Remedy}");
        }

        return reading.ChoiceIds is { } ids
            ? FieldPatch.Choose(named, ids, reading.Text)
            : FieldPatch.Set(named, reading.Text);
    }

    private static void SetPart(
        Dictionary<string, Dictionary<string, string?>> addresses,
        ContactColumn column,
        string? text
    )
    {
        if (!addresses.TryGetValue(column.PhoneOrAddressKind!, out var parts))
        {
            addresses[column.PhoneOrAddressKind!] = parts = new Dictionary<string, string?>(StringComparer.Ordinal);
        }

        // The resource has no second street line. The import has one and appends it to the first, so the update does
        // the same.
        if (column.AddressPart == "street2")
        {
            if (text is not null)
            {
                parts["street"] =
                    parts.TryGetValue("street", out var street) && street is not null ? $"{street} {text}" : text;
            }
        }
        else
        {
            parts[column.AddressPart!] = text;
        }
    }

    private static void AddLabels(Dictionary<string, string> choices, CustomField field)
    {
        foreach (var choice in field.Choices)
        {
            choices[$"{field.Id.ToLowerInvariant()}/{choice.Id}"] = choice.ToString();
        }
    }

    private static string? CoreMember(ContactColumnKind kind) =>
        kind switch
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
        var hasMonth = core.TryGetValue(ContactMembers.BirthdayMonth, out var month);
        var hasDay = core.TryGetValue(ContactMembers.BirthdayDay, out var day);
        if (hasMonth != hasDay || month is null != day is null)
        {
            throw InvalidInputException.Value(
                "The birthday",
                null,
                "only the month or only the day is given.",
                "Give month and day, or neither: the service takes them as a pair."
            );
        }
    }

    private static void RequireOnce(bool once, ClearTarget clear)
    {
        if (!once)
        {
            throw InvalidInputException.Value(
                "-Clear",
                clear.Name,
                "a value is given for it as well.",
                "Give the value or clear it, not both."
            );
        }
    }

    /// <summary>An explicit argument takes precedence over the column.</summary>
    private static IReadOnlyList<string> NamesIn(
        IReadOnlyList<string> given,
        RequestedChanges changes,
        ContactColumnKind column
    ) => given.Count > 0 ? given : changes.Values.FirstOrDefault(v => v.Column.Kind == column)?.Names ?? [];

    private async Task<IReadOnlyList<NamedId>> ListsAsync(
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        List<NamedId> lists = [];
        foreach (var name in names)
        {
            var list = await _names.ListAsync(name, cancellationToken).ConfigureAwait(false);
            lists.Add(new NamedId(list.Id, list.ToString()));
        }

        return lists;
    }

    private async Task<IReadOnlyList<NamedId>> TagsAsync(
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        List<NamedId> tags = [];
        foreach (var name in names)
        {
            var tag = await _names.TagAsync(name, cancellationToken).ConfigureAwait(false);
            tags.Add(new NamedId(tag.Id, tag.ToString()));
        }

        return tags;
    }

    private static void RequireNoneBoth(IReadOnlyList<NamedId> added, IReadOnlyList<NamedId> removed, string what)
    {
        var both = added.FirstOrDefault(a =>
            removed.Any(r => string.Equals(r.Id, a.Id, StringComparison.OrdinalIgnoreCase))
        );
        if (both is not null)
        {
            throw InvalidInputException.Value(
                $"The {what}",
                both.Name,
                "it is to be added and removed at once.",
                "Do only one of them."
            );
        }
    }
}
