using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// Reads the contacts of each chunk of an import right before it leaves, and records what the chunk changes, so that
/// the import can be undone. What an import does with blank cells and with the parts of an address that a row does not
/// have is not documented. These values are recorded as cleared: an undo restores them if they are, and otherwise
/// leaves them.
/// </summary>
public sealed class ImportRecorder : IImportRecorder
{
    private readonly ApiClient _client;
    private readonly PatchResolver _resolver;
    private readonly ImportFolder _folder;
    private readonly ContactPatch _joins;
    private readonly bool _sendsBlanks;

    /// <param name="service">The account of the import, which counts the requests.</param>
    /// <param name="options">What the import does.</param>
    /// <param name="folder">The folder of the import.</param>
    public ImportRecorder(ImportService service, ImportOptions options, ImportFolder folder)
    {
        _client = service.Client;
        _resolver = new PatchResolver(service.Names);
        _folder = folder;
        _joins = new ContactPatch { AddLists = [.. options.DistinctLists.Select(static id => new NamedId(id, id))] };
        _sendsBlanks = options.UsesCsv && options.AllowBlank;
    }

    /// <summary>Receives the number of contacts that were read and of those to read. Must return at once.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>
    /// The most requests that recording takes: for each chunk pages of 500 or look-ups, whichever are fewer.
    /// </summary>
    /// <param name="rows">The rows of each chunk.</param>
    /// <param name="cancellationToken">Ends the count, which takes one request.</param>
    /// <exception cref="CcException">The contacts of the account could not be counted.</exception>
    public async Task<long> CostAsync(IEnumerable<int> rows, CancellationToken cancellationToken)
    {
        var query = new ContactQuery
        {
            Status = ["all"],
            Include = [],
            IncludeCount = true,
            PageSize = 1,
        };
        var pages = long.MaxValue;
        await foreach (
            var page in _client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            pages = page.TotalCount is { } all
                ? Math.Max(1, (all + SnapshotReader.PageSize - 1) / SnapshotReader.PageSize)
                : pages;
            break;
        }

        return rows.Sum(count => count <= 1 ? count : Math.Min(pages, count + 1L));
    }

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<RowValues> rows, CancellationToken cancellationToken)
    {
        var wish = new SnapshotWish([], [.. rows.Select(static row => row.Email).OfType<string>()]);
        var snapshot = await new SnapshotReader(_client) { Progress = Progress }
            .ReadAsync(wish, cancellationToken)
            .ConfigureAwait(false);
        List<RowChange> changes = [];
        foreach (var row in rows)
        {
            changes.Add(await ChangeOfAsync(row, snapshot, cancellationToken).ConfigureAwait(false));
        }

        _folder.Announce(changes);
    }

    private async Task<RowChange> ChangeOfAsync(
        RowValues row,
        AccountSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var change = new RowChange
        {
            Position = row.Row.Number,
            Key = "",
            Write = RowChange.Update,
            Email = row.Email,
        };
        if (row.Email is not { } email)
        {
            return Unknown(change, "the row has only an SMS number, by which contacts cannot be looked up");
        }

        try
        {
            if (snapshot.TroubleWith(email) is { } trouble)
            {
                return Unknown(change, trouble.Message);
            }

            if (snapshot.ByEmail(email) is not { } before)
            {
                var all = (await PatchAsync(row.Values, cancellationToken).ConfigureAwait(false)).Then(_joins);
                return change with { Write = RowChange.Create, Changes = NewContact.From(email, all).Changes };
            }

            // Which one of several entries of a kind an import changes is not known.
            var blanks = BlanksOf(row);
            var several = SeveralIn(before, [.. row.Values, .. blanks]);
            RowValue[] Alone(IEnumerable<RowValue> values) => [.. values.Where(v => !several.Any(f => IsOf(v, f)))];
            var patch = (await PatchAsync(Alone(row.Values), cancellationToken).ConfigureAwait(false)).Then(_joins);
            var contact = new Contact(before);
            var after = ContactMerge.Apply(before, contact.IsUnsubscribed ? patch.WithoutListsToAdd() : patch);
            after = ContactMerge.Apply(
                after,
                RestOf(patch.Addresses).Then(await PatchAsync(Alone(blanks), cancellationToken).ConfigureAwait(false))
            );
            return change with
            {
                Write = contact.IsDeleted ? RowChange.Restore : RowChange.Update,
                ContactId = contact.ContactId,
                Email = contact.EmailAddress,
                Changes =
                [
                    .. ContactDiff.Between(before, after),
                    .. several.Select(static f => new ContactChange(f.Member, f.Key, f.Part, f.Shown, null)
                    {
                        WasSeveral = true,
                    }),
                    .. row.Values.Select(v => NewPartOf(v, several)).OfType<ContactChange>(),
                    .. SmsOf(row, before),
                ],
            };
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            return Unknown(
                change with
                {
                    ContactId = snapshot.ByEmail(email) is { } read ? new Contact(read).ContactId : null,
                },
                e.Message
            );
        }
    }

    /// <summary>
    /// The parts of telephone numbers and addresses of which the contact has several of the kind that the row writes.
    /// </summary>
    private static IReadOnlyList<ContactFacet> SeveralIn(JsonObject before, IReadOnlyList<RowValue> values)
    {
        var facets = ContactFacets.Of(before);
        return
        [
            .. facets.Values.Where(f =>
                f.Part is not null
                && values.Any(v => IsOf(v, f))
                && facets.TryGetValue(new ContactFacet(f.Member, f.Key, null, []).Path, out var entry)
                && entry.Values.Count > 1
            ),
        ];
    }

    /// <summary>
    /// A part that none of several addresses has, and that the row adds to one of them; null for another value.
    /// </summary>
    private static ContactChange? NewPartOf(RowValue value, IReadOnlyList<ContactFacet> several)
    {
        var part = value.Column.AddressPart == "street2" ? "street" : value.Column.AddressPart;
        ContactFacet[] address = [.. several.Where(f => part is not null && IsOf(value, f))];
        return address.Length == 0 || Array.Exists(address, f => f.Part == part)
            ? null
            : new ContactChange(address[0].Member, address[0].Key, part, null, value.Text) { WasSeveral = true };
    }

    private static bool IsOf(RowValue value, ContactFacet facet) =>
        facet.Member
            == value.Column.Kind switch
            {
                ContactColumnKind.Phone => ContactMembers.PhoneNumbers,
                ContactColumnKind.Address => ContactMembers.StreetAddresses,
                _ => null,
            }
        && string.Equals(facet.Key, value.Column.PhoneOrAddressKind, StringComparison.OrdinalIgnoreCase);

    private static RowChange Unknown(RowChange change, string why) =>
        change with
        {
            KnowsOld = false,
            Warnings = [why],
        };

    private async Task<ContactPatch> PatchAsync(IReadOnlyList<RowValue> values, CancellationToken cancellationToken) =>
        (
            await _resolver
                .ResolveAsync(new RequestedChanges { Values = values }, cancellationToken)
                .ConfigureAwait(false)
        ).Patch;

    /// <summary>Clears the parts of addresses that a row does not have.</summary>
    private static ContactPatch RestOf(IReadOnlyList<AddressPatch> addresses) =>
        new()
        {
            Addresses =
            [
                .. addresses.Select(static address => new AddressPatch(
                    address.Kind,
                    ContactMembers
                        .AddressParts.Where(part => !address.Parts.ContainsKey(part))
                        .ToDictionary(static part => part, static _ => (string?)null, StringComparer.Ordinal)
                )),
            ],
        };

    /// <summary>The blank cells that are sent, as values that clear.</summary>
    private RowValue[] BlanksOf(RowValues row) =>
        !_sendsBlanks
            ? []
            :
            [
                .. row
                    .Plan.Columns.Where(column =>
                        Cells.IsBlank(row.Row.Values[column.Index]) && column.Column.AddressPart != "street2"
                    )
                    .Select(column => new RowValue(row.Row, column, "", isNull: true)),
            ];

    /// <summary>A number is only written where the contact has none, and no request takes it back.</summary>
    private static ContactChange[] SmsOf(RowValues row, JsonObject before) =>
        row.SmsNumber is { } number && before[ContactMembers.SmsChannel] is null
            ? [new ContactChange(ContactMembers.SmsChannel, null, null, null, number)]
            : [];
}
