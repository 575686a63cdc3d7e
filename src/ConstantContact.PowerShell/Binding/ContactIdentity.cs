using System;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Which contact a person means: by its id, or by its e-mail address.</summary>
internal sealed class ContactIdentity
{
    private ContactIdentity(string given, string? contactId, string? email)
    {
        Given = given;
        ContactId = contactId;
        Email = email;
    }

    /// <summary>What the user gave, for error records.</summary>
    public string Given { get; }

    public string? ContactId { get; }

    public string? Email { get; }

    /// <exception cref="InvalidInputException">No id.</exception>
    public static ContactIdentity ById(string text) =>
        Guid.TryParse(text.Trim(), out Guid id)
            ? new(text, id.ToString("D"), email: null)
            : throw InvalidInputException.Value("-ContactId", text, "it is not a contact's id.", "Ids look like 1618ae62-4752-11e9-9c8a-fa163e6b01c1. For an address use -Email.");

    /// <summary>An address; ids are understood as well, since a pipeline carries either.</summary>
    /// <exception cref="InvalidInputException">Neither.</exception>
    public static ContactIdentity ByEmail(string text)
    {
        string trimmed = text.Trim();
        int at = trimmed.LastIndexOf('@');
        return at > 0 && at < trimmed.Length - 1 && trimmed.IndexOfAny([' ', '\t', '\r', '\n', ',', ';', '{', '*']) < 0 ? new(text, contactId: null, trimmed)
            : Guid.TryParse(trimmed, out Guid id) ? new(text, id.ToString("D"), email: null)
            : throw InvalidInputException.Value("-Email", text, "it is not an e-mail address.", "Give one whole address, or a contact's id with -ContactId. Wildcards cannot be searched for.");
    }
}
