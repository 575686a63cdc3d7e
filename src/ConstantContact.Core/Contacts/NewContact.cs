using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>A contact to create: the document and the body of the POST.</summary>
public sealed class NewContact
{
    private NewContact(string email, JsonObject document, JsonObject body)
    {
        Email = email;
        Document = document;
        Body = body;
    }

    /// <summary>The address of the new contact.</summary>
    public string Email { get; }

    public JsonObject Document { get; }

    public JsonObject Body { get; }

    public IReadOnlyList<ContactChange> Changes => ContactDiff.Between([], Document);

    /// <summary>
    /// Builds the contact. The permission is always stated, so that the request shows it. Unless the patch names one,
    /// it is the permission that the service gives to contacts added by an account.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// The patch clears a member, but a new contact has nothing to clear.
    /// </exception>
    public static NewContact From(string email, ContactPatch patch)
    {
        var document = ContactMerge.Apply(
            new JsonObject
            {
                [ContactMembers.EmailAddress] = new JsonObject
                {
                    [ContactMembers.Address] = email,
                    [ContactMembers.PermissionToSend] = "implicit",
                },
            },
            patch
        );
        var body = document.Copy();
        body[ContactMembers.CreateSource] = "Account";
        foreach (var empty in ContactMembers.SubResources.Where(m => body.Array(m) is { Count: 0 }))
        {
            body.Remove(empty);
        }

        return new NewContact(patch.NewEmailAddress ?? email, document, body);
    }
}
