using System;
using System.Management.Automation;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Piped objects and arguments → people for a bulk operation.</summary>
internal static class MemberReader
{
    private static readonly string[] IdMembers = ["ContactId", "contact_id"];

    private static readonly string[] EmailMembers = ["Email", "EmailAddress", "email_address"];

    /// <exception cref="InvalidInputException">Neither an id nor an address.</exception>
    public static MemberWish ById(object given, string? text) => MemberWish.ById(given, ContactIdentity.ById(text ?? "").ContactId!);

    /// <exception cref="InvalidInputException">Neither an id nor an address.</exception>
    public static MemberWish ByEmail(object given, string? text)
    {
        ContactIdentity who = ContactIdentity.ByEmail(text ?? "");
        return who.ContactId is { } id ? MemberWish.ById(given, id) : MemberWish.ByEmail(given, who.Email!);
    }

    /// <summary>A contact, an address, an id, or an object that has one of them; the id is preferred.</summary>
    /// <exception cref="InvalidInputException">Neither an id nor an address.</exception>
    public static MemberWish Read(PSObject input)
    {
        object value = input.BaseObject;
        return value switch
        {
            Contact contact => MemberWish.Of(value, contact) ?? throw Nobody(),
            string text => ByEmail(value, text),
            Guid id => MemberWish.ById(value, id.ToString("D")),
            _ when Member(input, IdMembers) is { } id => ById(input, id),
            _ when Member(input, EmailMembers) is { } email => ByEmail(input, email),
            _ => throw Nobody(),
        };
    }

    private static string? Member(PSObject input, string[] names) => ObjectMembers.First(input, names)?.ToString();

    private static InvalidInputException Nobody() => new(
        "CcMissingIdentity",
        "The input has neither an address nor an id.",
        "Pipe contacts, addresses, ids, or objects with a property email_address or contact_id.");
}
