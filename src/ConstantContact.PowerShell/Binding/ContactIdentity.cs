using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Identifies a contact by its id or its e-mail address, or by an object that has one of them (a contact, a result of
/// another cmdlet, a row, a hashtable). PowerShell creates one from any value. A value that does not identify a contact
/// causes an error of its own record when the contact is used.
/// </summary>
public sealed class ContactIdentity
{
    private static readonly string[] IdNames = ["ContactId", "contact_id"];
    private static readonly string[] EmailNames = ["EmailAddress", "email_address", "Email"];

    private const string Example = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    private readonly InvalidInputException? _defect;

    /// <param name="value">A text, an id, or an object with a property for one of them.</param>
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

    /// <summary>The contact as shown to users: the address if there is one.</summary>
    public string Given { get; }

    /// <summary>A UUID. Null if only an address was given.</summary>
    public string? ContactId { get; }

    public string? Email { get; }

    /// <summary>The user's input, for error records.</summary>
    internal object? Input { get; }

    internal static InvalidInputException Nobody() =>
        new(
            "CcMissingIdentity",
            "No contact was given.",
            "Give an address, an id, or an object with a property email_address or contact_id."
        );

    public override string ToString() => Given;

    /// <exception cref="InvalidInputException">No contact was given.</exception>
    internal ContactIdentity Checked() => _defect is null ? this : throw _defect;

    /// <exception cref="InvalidInputException">No contact was specified, or only an address.</exception>
    internal string Id() => Checked().ContactId ?? throw NoId(Given);

    private static (string? ContactId, string? Email) Read(PSObject? value)
    {
        switch (value?.BaseObject)
        {
            case null:
                throw Nobody();
            case ContactIdentity other:
                var known = other.Checked();
                return (known.ContactId, known.Email);
            case string text:
                return Parse(text);
            case Guid id:
                return (id.ToString("D"), null);
            default:
                var contactId = Member(value, IdNames);
                var email = Member(value, EmailNames);
                return contactId is not null ? (IdOf(contactId), email) : Parse(email ?? throw Nobody());
        }
    }

    /// <exception cref="InvalidInputException">The text is not an id.</exception>
    private static string IdOf(string text) =>
        Guid.TryParse(text.Trim(), out var id) ? id.ToString("D") : throw NoId(text);

    private static InvalidInputException NoId(string text) =>
        new("CcInvalidValue", $"'{ShownText.Line(text)}' is not a contact id.", $"Give an id such as {Example}.");

    /// <summary>Reads an address. Ids are accepted too, since a pipeline may contain either.</summary>
    /// <exception cref="InvalidInputException">The text is neither.</exception>
    private static (string? ContactId, string? Email) Parse(string text)
    {
        var trimmed = text.Trim();
        var at = trimmed.LastIndexOf('@');
        return at > 0 && at < trimmed.Length - 1 && trimmed.IndexOfAny([' ', '\t', '\r', '\n', ',', ';', '{', '*']) < 0
                ? (null, trimmed)
            : Guid.TryParse(trimmed, out var id) ? (id.ToString("D"), null)
            : throw new InvalidInputException(
                "CcInvalidValue",
                trimmed.Length == 0
                    ? "The contact is blank."
                    : $"'{ShownText.Line(text)}' is neither an e-mail address nor a contact id.",
                $"Give one whole address, or an id such as {Example}. Wildcards are not supported here."
            );
    }

    private static string? Member(PSObject value, string[] names) =>
        ObjectMembers.First(value, names)?.ToString()?.Trim();
}
