using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Pull;

/// <summary>
/// The changes since the last pull. Two queries are needed, because an opt-out does not change a contact's
/// <c>updated_at</c>. Both reach back some minutes before the cursor, and hashes identify contacts that were already
/// returned. Only <see cref="Commit"/> moves the cursor.
/// </summary>
/// <remarks>
/// It is not documented which other events change <c>updated_at</c> (deletions, changes of lists). A full pull reads
/// everything and finds these as well, and also contacts that the service no longer lists.
/// </remarks>
public sealed class ContactPull : IDisposable
{
    /// <summary>
    /// How far the queries reach back before the cursor: for contacts that were written while the last pull was
    /// reading, and for clocks that differ.
    /// </summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromMinutes(10);

    private readonly ApiClient _client;
    private readonly string _path;
    private readonly IReadOnlyList<string>? _include;
    private readonly FileLock _lock;
    private readonly PullState _state;
    private readonly Dictionary<Guid, PullMark?> _seen = [];
    private DateTimeOffset _started;
    private DateTimeOffset? _latest;
    private bool _complete;

    private ContactPull(ApiClient client, string path, IReadOnlyList<string>? include, FileLock held, PullState state)
    {
        _client = client;
        _path = path;
        _include = include;
        _lock = held;
        _state = state;
    }

    /// <summary>The cursor at the start of the pull; null for a first pull, which returns every contact.</summary>
    public DateTimeOffset? Cursor => _state.Cursor;

    /// <param name="client">The account.</param>
    /// <param name="path">The state file. The first <see cref="Commit"/> creates it.</param>
    /// <param name="include">Sub-resources to read; null for all.</param>
    /// <exception cref="Errors.InvalidInputException">
    /// <c>CcStateFile</c>: another pull uses the file, or it cannot be used.
    /// </exception>
    public static ContactPull Open(ApiClient client, string path, IReadOnlyList<string>? include)
    {
        FileLock? held;
        try
        {
            held = FileLock.TryAcquire(path + ".lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullState.Unusable(path, e.Message, e);
        }

        if (held is null)
        {
            throw PullState.Unusable(path, "another pull is using it", null);
        }

        try
        {
            var source =
                $"{client.BaseUri.AbsoluteUri.TrimEnd('/')} "
                + $"{string.Join(",", (include ?? ContactsApi.SubResources).OrderBy(i => i, StringComparer.Ordinal))}";
            return new ContactPull(client, path, include, held, PullState.Load(path, source));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The changed contacts, each once. Read all of them before <see cref="Commit"/>.</summary>
    /// <param name="full">Reads all contacts, and also finds changes that do not change a date.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<PulledContact> ReadAsync(
        bool full,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        _started = _client.Time.GetUtcNow();
        var everything = full || _state.Cursor is null;
        DateTimeOffset? since = everything ? null : _state.Cursor!.Value - Overlap;
        ContactQuery[] queries = everything
            ? [new ContactQuery { Status = ["all"], Include = _include }]
            :
            [
                new ContactQuery
                {
                    Status = ["all"],
                    Include = _include,
                    UpdatedAfter = since,
                },
                new ContactQuery
                {
                    Status = ["all"],
                    Include = _include,
                    OptOutAfter = since,
                },
            ];
        foreach (var query in queries)
        {
            await foreach (
                var json in _client.ItemsAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
            )
            {
                if (Changed(json) is { } changed)
                {
                    yield return changed;
                }
            }
        }

        if (everything)
        {
            foreach (var id in _state.Marks.Keys.Where(id => !_seen.ContainsKey(id)).ToList())
            {
                _seen[id] = null;
                yield return new PulledContact(id.ToString("D"), "vanished", null);
            }
        }

        _complete = true;
    }

    /// <summary>Saves what was returned, durably. Until then, the next pull starts where this one did.</summary>
    /// <exception cref="InvalidOperationException">Not all contacts were read.</exception>
    /// <exception cref="Errors.InvalidInputException">
    /// <c>CcStateFile</c>: the file could not be written. The old state still exists.
    /// </exception>
    public void Commit()
    {
        if (!_complete)
        {
            throw new InvalidOperationException("Read all contacts of the pull before you commit it.");
        }

        foreach (var seen in _seen)
        {
            if (seen.Value is { } mark)
            {
                _state.Marks[seen.Key] = mark;
            }
            else
            {
                _state.Marks.Remove(seen.Key);
            }
        }

        // Uses the service's own timestamps if there are any, because clocks differ. Never later than the start of
        // reading, because contacts written after that may be missing.
        var cursor =
            _latest is { } latest && latest < _started ? latest
            : _latest is null ? _state.Cursor ?? _started
            : _started;
        _state.Cursor = _state.Cursor is { } before && before > cursor ? before : cursor;
        _state.Save(_path);
    }

    public void Dispose() => _lock.Dispose();

    private PulledContact? Changed(JsonObject json)
    {
        var contact = new Contact(json);
        foreach (var stamp in new[] { contact.UpdatedAt, contact.OptOutDate }.OfType<DateTimeOffset>())
        {
            _latest = _latest is { } latest && latest >= stamp ? latest : stamp;
        }

        // Ids are UUIDs. A contact with any other id could not be remembered and is returned each time.
        if (!Guid.TryParse(contact.ContactId, out var id))
        {
            return new PulledContact(contact.ContactId ?? string.Empty, "changed", contact);
        }

        var mark = new PullMark(
            Fnv1a.Hash(CcJson.ToUtf8(json)),
            Fnv1a.Hash(
                Encoding.UTF8.GetBytes(
                    string.Join(",", contact.ListMemberships.OrderBy(l => l, StringComparer.OrdinalIgnoreCase))
                )
            ),
            contact.IsDeleted,
            contact.IsUnsubscribed
        );
        var before =
            _seen.TryGetValue(id, out var given) ? given
            : _state.Marks.TryGetValue(id, out var known) ? known
            : null;
        _seen[id] = mark;
        return before == mark ? null : new PulledContact(id.ToString("D"), Kind(before, mark), contact);
    }

    private static string Kind(PullMark? before, PullMark now) =>
        before switch
        {
            null => "added",
            { IsDeleted: false } when now.IsDeleted => "deleted",
            { IsDeleted: true } when !now.IsDeleted => "restored",
            { IsUnsubscribed: false } when now.IsUnsubscribed => "unsubscribed",
            { } was when was.Lists != now.Lists => "moved",
            _ => "changed",
        };
}
