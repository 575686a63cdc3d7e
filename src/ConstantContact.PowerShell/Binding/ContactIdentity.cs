using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Which contact a person means: by its id or its e-mail address, or by an object that has one of them (a contact, a result
/// of another cmdlet, a row, a hashtable). PowerShell makes one of whatever is given; what cannot be understood is told when
/// the contact is used, as that record's own error.
/// </summary>
public sealed class ContactIdentity
{
    private static readonly string[] IdNames = ["ContactId", "contact_id"];
    private static readonly string[] EmailNames = ["EmailAddress", "email_address", "Email"];

    private readonly InvalidInputException? _defect;

    /// <param name="value">A text, an id, or an object with a property for either.</param>
    public ContactIdentity(object? value)
    {
        Input = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        Given = Input?.ToString() ?? "";
        try
        {
            (ContactId, Email) = Read(value is null ? null : PSObject.AsPSObject(value));
            Given = Email ?? ContactId!;
        }
        catch (InvalidInputException e)
        {
            _defect = e;
        }
    }

    private ContactIdentity(string given, string? contactId, string? email)
    {
        Input = given;
        Given = given;
        ContactId = contactId;
        Email = email;
    }

    /// <summary>What a person would call it: the address where there is one.</summary>
    public string Given { get; }

    /// <summary>A UUID; null where an address was given alone.</summary>
    public string? ContactId { get; }

    public string? Email { get; }

    /// <summary>What the user gave, for error records.</summary>
    internal object? Input { get; }

    /// <exception cref="InvalidInputException">No id.</exception>
    internal static ContactIdentity ById(string text) =>
        Guid.TryParse(text.Trim(), out Guid id)
            ? new(text, id.ToString("D"), email: null)
            : throw InvalidInputException.Value("-ContactId", text, "it is not a contact's id.", "Ids look like 1618ae62-4752-11e9-9c8a-fa163e6b01c1. For an address use -Email.");

    /// <summary>An address; ids are understood as well, since a pipeline carries either.</summary>
    /// <exception cref="InvalidInputException">Neither.</exception>
    internal static ContactIdentity ByEmail(string text)
    {
        string trimmed = text.Trim();
        int at = trimmed.LastIndexOf('@');
        return at > 0 && at < trimmed.Length - 1 && trimmed.IndexOfAny([' ', '\t', '\r', '\n', ',', ';', '{', '*']) < 0 ? new(text, contactId: null, trimmed)
            : Guid.TryParse(trimmed, out Guid id) ? new(text, id.ToString("D"), email: null)
            : throw InvalidInputException.Value("-Email", text, "it is not an e-mail address.", "Give one whole address, or a contact's id with -ContactId. Wildcards cannot be searched for.");
    }

    public override string ToString() => Given;

    /// <exception cref="InvalidInputException">It is not said which contact is meant.</exception>
    internal ContactIdentity Checked() => _defect is null ? this : throw _defect;

    private static (string? ContactId, string? Email) Read(PSObject? value)
    {
        switch (value?.BaseObject)
        {
            case ContactIdentity other:
                ContactIdentity known = other.Checked();
                return (known.ContactId, known.Email);
            case string text:
                ContactIdentity one = ByEmail(text);
                return (one.ContactId, one.Email);
            case Guid id:
                return (id.ToString("D"), null);
            case null:
                break;
            default:
                string? contactId = Property(value, IdNames);
                string? email = Property(value, EmailNames);
                if (contactId is not null)
                {
                    return (ById(contactId).ContactId, email);
                }

                if (email is not null)
                {
                    ContactIdentity byEmail = ByEmail(email);
                    return (byEmail.ContactId, byEmail.Email);
                }

                break;
        }

        throw new InvalidInputException(
            "CcMissingIdentity",
            "It is not said which contact is meant.",
            "Give an address, an id, or an object with a property email_address or contact_id.");
    }

    private static string? Property(PSObject value, string[] names)
    {
        IEnumerable<object?> values = value.BaseObject is IDictionary dictionary
            ? dictionary.Keys.Cast<object>().Where(k => names.Contains(k.ToString(), StringComparer.OrdinalIgnoreCase)).Select(k => dictionary[k])
            : names.Select(n => value.Properties[n]?.Value);
        return values.Select(v => v?.ToString()?.Trim()).FirstOrDefault(v => !string.IsNullOrEmpty(v));
    }
}
