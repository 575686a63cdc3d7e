using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Export;
using ConstantContact.Core.Names;
using ConstantContact.Core.Pull;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Formatting;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Contacts as the user wants to see them: with names for ids, as flat rows, or as the service sent them.</summary>
internal sealed class ContactShapes
{
    private readonly ContactNaming _naming;
    private readonly CmdletOutput _output;
    private FlatContacts? _flat;

    public ContactShapes(CmdletOutput output, NameDirectory names)
    {
        _output = output;
        _naming = new ContactNaming(names, e => output.WriteWarning($"Names cannot be shown, ids are shown instead: {e.Message}"));
    }

    /// <summary>As the service sent them. Costs no request for names.</summary>
    public bool Raw { get; init; }

    public bool Flat { get; init; }

    /// <summary>The sub-resources that were asked for; null for all of them.</summary>
    public IReadOnlyList<string>? Included { get; init; }

    /// <summary>Writes a page at once: a way to the pipeline thread and back for each contact takes longer than to read it.</summary>
    /// <param name="documents">As the service gave them.</param>
    /// <param name="cancellationToken">Stops reading names.</param>
    public async Task WriteAsync(IReadOnlyList<JsonObject> documents, CancellationToken cancellationToken) =>
        await _output.WriteObjectAsync(await ShapeAsync(documents, cancellationToken).ConfigureAwait(false), enumerate: true).ConfigureAwait(false);

    /// <summary>Writes one contact that has changed, with the property <c>Change</c>. Of one that vanished the id is all that there is.</summary>
    public async Task WriteAsync(PulledContact pulled, CancellationToken cancellationToken)
    {
        JsonObject document = pulled.Contact?.ToJson() ?? new JsonObject { [ContactMembers.ContactId] = pulled.ContactId };
        PSObject shown = PSObject.AsPSObject((await ShapeAsync([document], cancellationToken).ConfigureAwait(false))[0]);
        shown.Properties.Add(new PSNoteProperty(nameof(PulledContact.Change), pulled.Change));
        await _output.WriteObjectAsync(shown).ConfigureAwait(false);
    }

    private async Task<object[]> ShapeAsync(IReadOnlyList<JsonObject> documents, CancellationToken cancellationToken)
    {
        if (Raw)
        {
            return [.. documents.Select(static document => JsonObjects.From(document)!)];
        }

        IReadOnlyList<Contact> contacts = await _naming.NameAsync(documents, cancellationToken).ConfigureAwait(false);
        if (!Flat)
        {
            return [.. contacts];
        }

        // The columns are those of the account, whatever the first contact has: Export-Csv takes them from the first row.
        _flat ??= new FlatContacts(await _naming.FieldsAsync(cancellationToken).ConfigureAwait(false), Included);
        return [.. contacts.Select(contact => RowObjects.From(_flat.Headings, _flat.Row(contact)))];
    }
}
