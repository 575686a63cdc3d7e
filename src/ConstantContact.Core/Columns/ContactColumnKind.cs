namespace ConstantContact.Core.Columns;

/// <summary>What a column of contact rows is about.</summary>
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

    /// <summary><see cref="ContactColumn.PhoneOrAddressKind"/> says which.</summary>
    Phone,

    /// <summary><see cref="ContactColumn.PhoneOrAddressKind"/> and <see cref="ContactColumn.AddressPart"/> say which.</summary>
    Address,

    /// <summary><see cref="ContactColumn.FieldName"/> says which.</summary>
    CustomField,

    /// <summary>List names or ids, <c>;</c> between them. Updates only, as the following ones.</summary>
    AddToLists,
    RemoveFromLists,
    AddTags,
    RemoveTags,
    AddNote,
    NewEmailAddress,

    /// <summary>Imports only, as the consent date.</summary>
    SmsNumber,
    SmsConsentDate,
}
