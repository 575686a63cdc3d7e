using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Persistence;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// The account's data, past the API: no authorization, not logged, not counted, not validated. Everything
/// handed out is a copy. Safe to use while requests run.
/// </summary>
public sealed class EmulatorState
{
    private static readonly byte[] Comma = [(byte)','];
    private readonly EmulatedAccount _account;

    internal EmulatorState(EmulatedAccount account) => _account = account;

    /// <summary>How many contacts there are, deleted ones included.</summary>
    public int ContactCount => Locked(a => a.Contacts.Count);

    public IReadOnlyList<JsonObject> Contacts => Locked(a => a.Contacts.Rows.Select(r => r.ToJson()).ToList());

    public IReadOnlyList<JsonObject> Lists => Locked(a => Copies(a.Lists.All));

    public IReadOnlyList<JsonObject> Tags => Locked(a => Copies(a.Tags.All));

    public IReadOnlyList<JsonObject> CustomFields => Locked(a => Copies(a.Fields.All));

    public IReadOnlyList<JsonObject> Activities => Locked(a => Copies(a.Activities.All.Select(x => x.Describe(a.Now))));

    /// <summary>Everything, in the shape of <c>GET /_emulator/state</c> and of a seed file.</summary>
    public JsonObject Get() =>
        JsonNode
            .Parse(Locked(a => JsonText.Write(writer => StateDocument.Write(writer, a, a.Contacts.Rows))))!
            .AsObject();

    /// <summary>Replaces everything.</summary>
    /// <exception cref="FormatException">Not the shape that <see cref="Get"/> gives; nothing was changed.</exception>
    public void Put(JsonNode state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _account.Change(() =>
        {
            StateDocument.Read(_account, state);
            return (true, JournalEntry.Of(JournalEntry.State, state));
        });
    }

    /// <summary>One contact with all sub-resources, by id or by e-mail address; null when there is none.</summary>
    public JsonObject? GetContact(string idOrEmail) => Locked(a => Find(a, idOrEmail)?.ToJson());

    /// <summary>One contact by its place in the order of creation.</summary>
    public JsonObject ContactAt(int place) => Locked(a => a.Contacts.Rows[place].ToJson());

    /// <summary>
    /// Adds a contact, or replaces the one with the same contact_id, exactly as given. Answers its id.
    /// </summary>
    public string PutContact(JsonObject contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return _account.Change(() =>
        {
            var planted = StateDocument.Contact(_account, contact);
            _account.Contacts.Save(planted);
            return (planted.Text("contact_id")!, JournalEntry.Of(JournalEntry.Contact, planted));
        });
    }

    /// <summary>Changes a contact in place, as another client or the web pages would in between.</summary>
    /// <exception cref="KeyNotFoundException">No such contact.</exception>
    public void ChangeContact(string idOrEmail, Action<JsonObject> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _account.Change(() =>
        {
            var contact =
                Find(_account, idOrEmail)?.ToJson()
                ?? throw new KeyNotFoundException($"There is no contact '{idOrEmail}'.");
            change(contact);
            _account.Contacts.Save(contact);
            return (true, JournalEntry.Of(JournalEntry.Contact, contact));
        });
    }

    /// <summary>The contact opts out by itself now, as by the link in a mail.</summary>
    public void OptOut(string idOrEmail, string? reason = null) =>
        ChangeContact(
            idOrEmail,
            contact =>
            {
                if (contact.Object("email_address") is { } email)
                {
                    var becomes = email.Text("permission_to_send") != "unsubscribed";
                    OptOuts.Stamp(email, "Contact", reason, _account.Now);
                    if (becomes && _account.Switches.Is(SwitchCatalogue.UnsubscribeStripsLists, "yes"))
                    {
                        contact["list_memberships"] = new JsonArray();
                    }
                }
            }
        );

    /// <summary>The same as text, of one moment, without holding it or the account while it is written.</summary>
    internal async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        // Contacts never change once they are stored, so that the list of them is a copy of all.
        var (contacts, rest) = Locked(a =>
            (a.Contacts.Rows.ToList(), JsonText.Write(writer => StateDocument.Write(writer, a, [])))
        );
        var beginning = "{\"contacts\":["u8.Length;
        await target.WriteAsync(rest.AsMemory(0, beginning), cancellationToken);
        for (var at = 0; at < contacts.Count; at++)
        {
            if (at > 0)
            {
                await target.WriteAsync(Comma, cancellationToken);
            }

            await target.WriteAsync(contacts[at].Json, cancellationToken);
        }

        await target.WriteAsync(rest.AsMemory(beginning), cancellationToken);
    }

    private static StoredContact? Find(EmulatedAccount account, string idOrEmail) =>
        Guid.TryParseExact(idOrEmail, "D", out var id)
            ? account.Contacts.Find(id)
            : account.Contacts.FindByEmail(idOrEmail);

    private static List<JsonObject> Copies(IEnumerable<JsonObject> entities) =>
        [.. entities.Select(e => e.DeepClone().AsObject())];

    private T Locked<T>(Func<EmulatedAccount, T> read)
    {
        lock (_account.Gate)
        {
            _account.Settle();
            return read(_account);
        }
    }
}
