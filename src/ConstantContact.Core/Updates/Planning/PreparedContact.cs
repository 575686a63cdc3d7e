using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates.Planning;

/// <summary>A contact ready to be created. The preview shows exactly what is sent.</summary>
public sealed class PreparedContact
{
    internal PreparedContact(string email, NewContact contact, UpdatePreview preview)
    {
        Email = email;
        Contact = contact;
        Preview = preview;
    }

    public string Email { get; }

    public UpdatePreview Preview { get; }

    internal NewContact Contact { get; }
}
