using System.Globalization;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Export;

/// <summary>
/// Contacts as rows of text: a column for each core member, phone, part of an address and custom field, with the
/// headings that updates and imports accept, and columns that only the service writes, which both leave out. If a
/// contact has several entries of a kind or field, the cell is blank.
/// </summary>
/// <remarks>
/// <see cref="RowParser"/> reads a cell as the current value, so an unchanged row changes nothing. Lists and tags are
/// left out, because an old file must not put contacts back on lists that they have left. To write them anyway, use
/// <c>-ColumnMap @{ lists = 'add_to_lists' }</c>.
/// </remarks>
public sealed class FlatContacts
{
    private readonly List<(string Heading, Func<Contact, string?> Cell)> _columns = [];

    /// <param name="fields">The account's custom fields.</param>
    /// <param name="included">The sub-resources that the contacts have; null for all of them.</param>
    public FlatContacts(IReadOnlyList<CustomField> fields, IReadOnlyCollection<string>? included)
    {
        bool Has(string member) => included is null || included.Contains(member, StringComparer.Ordinal);

        Add("contact_id", static contact => contact.ContactId);
        Add("email", static contact => contact.EmailAddress);
        Add("permission_to_send", static contact => contact.PermissionToSend);
        foreach (var column in ContactColumns.Names.Select(static name => ContactColumns.Match(name)!))
        {
            if (CellOf(column) is { } cell && (MemberOf(column.Kind) is not { } member || Has(member)))
            {
                Add(column.Name, cell);
            }
        }

        if (Has(ContactMembers.CustomFields))
        {
            foreach (var field in fields)
            {
                Add(ExportColumns.HeadingOf(field, fields), contact => CellOf(contact, field));
            }
        }

        AddOwn(Has);
        Headings = [.. _columns.Select(static column => column.Heading)];
    }

    public IReadOnlyList<string> Headings { get; }

    /// <summary>A cell for each heading; null where the contact has nothing.</summary>
    public IReadOnlyList<string?> Row(Contact contact) => [.. _columns.Select(column => column.Cell(contact))];

    /// <summary>The details of a contact that only the service sets.</summary>
    private void AddOwn(Func<string, bool> has)
    {
        if (has(ContactMembers.ListMemberships))
        {
            Add("lists", static contact => NameList.Join(contact.Lists.Select(static list => list.Name)));
        }

        if (has(ContactMembers.Taggings))
        {
            Add("tags", static contact => NameList.Join(contact.Tags.Select(static tag => tag.Name)));
        }

        if (has(ContactMembers.Notes))
        {
            Add("notes", static contact => contact.Notes.ToString());
        }

        Add("opt_out_date", static contact => Text(contact.OptOutDate));
        Add("opt_out_reason", static contact => contact.OptOutReason);
        Add(ContactMembers.CreatedAt, static contact => Text(contact.CreatedAt));
        Add(ContactMembers.UpdatedAt, static contact => Text(contact.UpdatedAt));
        Add(ContactMembers.DeletedAt, static contact => Text(contact.DeletedAt));
    }

    private void Add(string heading, Func<Contact, string?> cell) =>
        _columns.Add((heading, contact => cell(contact) is { Length: > 0 } text ? text : null));

    /// <summary>Null for columns that say what is to be done, and for those that have a place of their own.</summary>
    private static Func<Contact, string?>? CellOf(ContactColumn column) =>
        column.Kind switch
        {
            ContactColumnKind.FirstName => static contact => contact.FirstName,
            ContactColumnKind.LastName => static contact => contact.LastName,
            ContactColumnKind.JobTitle => static contact => contact.JobTitle,
            ContactColumnKind.CompanyName => static contact => contact.CompanyName,
            ContactColumnKind.BirthdayMonth => static contact =>
                contact.BirthdayMonth?.ToString(CultureInfo.InvariantCulture),
            ContactColumnKind.BirthdayDay => static contact =>
                contact.BirthdayDay?.ToString(CultureInfo.InvariantCulture),
            ContactColumnKind.Anniversary => static contact => contact.Anniversary,
            ContactColumnKind.Phone => contact =>
                Sole(contact.PhoneNumbers.Where(phone => IsKind(phone.Kind, column)))?.PhoneNumber,
            ContactColumnKind.Address when column.AddressPart != "street2" => contact =>
                Sole(contact.StreetAddresses.Where(address => IsKind(address.Kind, column)))?.Part(column.AddressPart!),
            _ => null,
        };

    private static string? MemberOf(ContactColumnKind kind) =>
        kind switch
        {
            ContactColumnKind.Phone => ContactMembers.PhoneNumbers,
            ContactColumnKind.Address => ContactMembers.StreetAddresses,
            _ => null,
        };

    private static bool IsKind(string? kind, ContactColumn column) =>
        string.Equals(kind, column.PhoneOrAddressKind, StringComparison.OrdinalIgnoreCase);

    private static string? CellOf(Contact contact, CustomField field) =>
        Sole(
            contact.CustomFields.Where(value =>
                string.Equals(value.CustomFieldId, field.Id, StringComparison.OrdinalIgnoreCase)
            )
        )
            is { } value
            ? field.Type == "multi_select" && value.Choices.Count > 0
                ? NameList.Join(value.Choices)
                : value.Value
            : null;

    /// <summary>Null for several: one value in a cell would take the place of all of them.</summary>
    private static T? Sole<T>(IEnumerable<T> entries)
        where T : class => entries.Take(2).ToArray() is [var only] ? only : null;

    private static string? Text(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
