namespace ConstantContact.Core.Columns;

/// <summary>The member of a contact that a column contains.</summary>
public enum ContactColumnKind
{
    Email,
    ContactId,
    FirstName,
    LastName,
    JobTitle,
    CompanyName,
    BirthdayMonth,
    BirthdayDay,
    Anniversary,

    /// <summary>With <see cref="ContactColumn.PhoneOrAddressKind"/>.</summary>
    Phone,

    /// <summary>
    /// With <see cref="ContactColumn.PhoneOrAddressKind"/> and <see cref="ContactColumn.AddressPart"/>.
    /// </summary>
    Address,

    /// <summary>With <see cref="ContactColumn.FieldName"/>.</summary>
    CustomField,

    /// <summary>Names or ids of lists, separated by <c>;</c>. Updates only, like the next three kinds.</summary>
    AddToLists,
    RemoveFromLists,
    AddTags,
    RemoveTags,
    AddNote,
    NewEmailAddress,

    /// <summary>Imports only, like the consent date.</summary>
    SmsNumber,
    SmsConsentDate,
}
