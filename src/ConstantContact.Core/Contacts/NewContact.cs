using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>A contact to be created: the document, and the POST's body.</summary>
public sealed class NewContact
{
    private NewContact(string email, JsonObject document, JsonObject body)
    {
        Email = email;
        Document = document;
        Body = body;
    }

    /// <summary>The address that the contact is to have.</summary>
    public string Email { get; }

    public JsonObject Document { get; }

    public JsonObject Body { get; }

    public IReadOnlyList<ContactChange> Changes => ContactDiff.Between([], Document);

    /// <summary>
    /// The permission is stated, and it is the one that the service gives to contacts that an account adds, unless the patch names
    /// another: what goes out must be visible.
    /// </summary>
    /// <exception cref="InvalidInputException">A member that is to be cleared: there is nothing to clear.</exception>
    public static NewContact From(string email, ContactPatch patch)
    {
        JsonObject document = ContactMerge.Apply(
            new JsonObject
            {
                [ContactMembers.EmailAddress] = new JsonObject
                {
                    [ContactMembers.Address] = patch.NewEmailAddress ?? email,
                    [ContactMembers.PermissionToSend] = patch.PermissionToSend ?? "implicit",
                },
            },
            patch);
        JsonObject body = document.Copy();
        body[ContactMembers.CreateSource] = "Account";
        foreach (string empty in ContactMembers.SubResources.Where(m => body.Array(m) is { Count: 0 }))
        {
            body.Remove(empty);
        }

        return new NewContact(patch.NewEmailAddress ?? email, document, body);
    }
}
