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

/// <summary>
/// Writes contacts in the requested form: with names for ids, as flat rows, or as the service sent them.
/// </summary>
internal sealed class ContactShapes
{
    private readonly ContactNaming _naming;
    private readonly CmdletOutput _output;
    private FlatContacts? _flat;

    public ContactShapes(CmdletOutput output, NameDirectory names)
    {
        _output = output;
        _naming = new ContactNaming(
            names,
            e => output.WriteWarning($"Names cannot be shown, ids are shown instead: {e.Message}")
        );
    }

    /// <summary>Writes contacts as the service sent them. Saves the requests for names.</summary>
    public bool Raw { get; init; }

    public bool Flat { get; init; }

    /// <summary>The requested sub-resources. Null for all of them.</summary>
    public IReadOnlyList<string>? Included { get; init; }

    /// <summary>
    /// Writes a whole page at once: a switch to the pipeline thread for each contact would take longer than reading it.
    /// </summary>
    /// <param name="documents">The documents as the service returned them.</param>
    /// <param name="cancellationToken">Cancels the requests for names.</param>
    public async Task WriteAsync(IReadOnlyList<JsonObject> documents, CancellationToken cancellationToken) =>
        await _output
            .WriteObjectAsync(await ShapeAsync(documents, cancellationToken).ConfigureAwait(false), enumerate: true)
            .ConfigureAwait(false);

    /// <summary>
    /// Writes one changed contact, with the property <c>Change</c>. Only the id of a vanished contact is known.
    /// </summary>
    public async Task WriteAsync(PulledContact pulled, CancellationToken cancellationToken)
    {
        var document = pulled.Contact?.ToJson() ?? new JsonObject { [ContactMembers.ContactId] = pulled.ContactId };
        var shown = PSObject.AsPSObject((await ShapeAsync([document], cancellationToken).ConfigureAwait(false))[0]);
        shown.Properties.Add(new PSNoteProperty(nameof(PulledContact.Change), pulled.Change));
        await _output.WriteObjectAsync(shown).ConfigureAwait(false);
    }

    private async Task<object[]> ShapeAsync(IReadOnlyList<JsonObject> documents, CancellationToken cancellationToken)
    {
        if (Raw)
        {
            return [.. documents.Select(static document => JsonObjects.From(document)!)];
        }

        var contacts = await _naming.NameAsync(documents, cancellationToken).ConfigureAwait(false);
        if (!Flat)
        {
            return [.. contacts];
        }

        // The columns depend on the account and not on the first contact: Export-Csv takes them from the first row.
        _flat ??= new FlatContacts(await _naming.FieldsAsync(cancellationToken).ConfigureAwait(false), Included);
        return [.. contacts.Select(contact => RowObjects.From(_flat.Headings, _flat.Row(contact)))];
    }
}
