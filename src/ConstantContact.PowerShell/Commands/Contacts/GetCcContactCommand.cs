using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Pull;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Get-CcContact</c>: returns single contacts by address or id, including deleted ones, or all contacts of a query,
/// page by page. The next page is requested only when the last contact of the previous one was consumed. It has one
/// parameter set, because with several the engine reports a bad value in pipeline input as a missing one.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcContact", SupportsPaging = true)]
[OutputType(typeof(Contact), typeof(PSObject))]
public sealed class GetCcContactCommand : ConnectedCmdlet
{
    private const ulong LargestPage = 500;

    private static readonly string[] QueryParameters =
    [
        nameof(List),
        nameof(Tag),
        nameof(Segment),
        nameof(UpdatedAfter),
        nameof(UpdatedBefore),
        nameof(CreatedAfter),
        nameof(CreatedBefore),
        nameof(OptOutAfter),
        nameof(OptOutBefore),
        nameof(Status),
        nameof(Name),
    ];

    private bool _piped;
    private bool _named;
    private string? _stateFile;
    private WildcardPattern? _pattern;

    /// <summary>
    /// Whole addresses regardless of case, ids, contacts, or rows that have one of them. Deleted and unsubscribed
    /// contacts are found too.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity?[]? Contact { get; set; }

    /// <summary>
    /// First, last or whole name, or the company of a contact without a name, regardless of case and with wildcards.
    /// The service cannot search for names, so all contacts that meet the other conditions are read.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Contacts with any of these states. Without it, all contacts that are not deleted, including unsubscribed ones.
    /// </summary>
    [Parameter]
    [ValidateSet("all", "active", "deleted", "not_set", "pending_confirmation", "temp_hold", "unsubscribed")]
    public string[]? Status { get; set; }

    /// <summary>Contacts on any of these lists, by name or id. At most 25 lists.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? List { get; set; }

    /// <summary>Contacts with any of these tags, by name or id. At most 50 tags.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? Tag { get; set; }

    /// <summary>
    /// Contacts in this segment, by name or number. The service accepts no other condition with it and returns no
    /// sub-resources.
    /// </summary>
    [Parameter]
    [Alias("SegmentId")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity? Segment { get; set; }

    /// <summary>
    /// The last change of the contact's own details. An opt-out does not count: see -OptOutAfter. Local time unless the
    /// value has a time zone.
    /// </summary>
    [Parameter]
    public DateTimeOffset? UpdatedAfter { get; set; }

    [Parameter]
    public DateTimeOffset? UpdatedBefore { get; set; }

    [Parameter]
    public DateTimeOffset? CreatedAfter { get; set; }

    [Parameter]
    public DateTimeOffset? CreatedBefore { get; set; }

    [Parameter]
    public DateTimeOffset? OptOutAfter { get; set; }

    [Parameter]
    public DateTimeOffset? OptOutBefore { get; set; }

    /// <summary>The sub-resources to return. The default is all six.</summary>
    [Parameter]
    [ValidateNotNull]
    [ValidateSet("custom_fields", "list_memberships", "phone_numbers", "street_addresses", "taggings", "notes")]
    public string[]? Include { get; set; }

    /// <summary>
    /// Returns rows of text with a column for each detail, phone, part of an address and custom field, for Export-Csv.
    /// </summary>
    [Parameter]
    public SwitchParameter Flat { get; set; }

    /// <summary>Returns the data of the service, with its names and ids.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>
    /// Returns only contacts that changed since the last run with the same -StateFile. The first run returns all.
    /// </summary>
    [Parameter]
    public SwitchParameter Changed { get; set; }

    /// <summary>
    /// The file in which -Changed keeps its state between runs. Written only after the last contact was consumed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StateFile { get; set; }

    /// <summary>
    /// With -Changed: reads all contacts, to also find changes without a date (deletions, other lists, missing
    /// contacts).
    /// </summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    private protected override object? ErrorTarget => Contact;

    private IReadOnlyList<string>? Included =>
        Include?.Select(static name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();

    private protected override void Prepare()
    {
        base.Prepare();
        _piped = MyInvocation.ExpectingInput;
        _named = MyInvocation.BoundParameters.ContainsKey(nameof(Contact));
        CheckChanged();
        if (Flat && Raw)
        {
            throw InvalidInputException.Value(
                "-Flat and -Raw",
                null,
                "they are two shapes of one contact.",
                "Give one of them."
            );
        }

        _pattern = Name is null ? null : WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        string[] conditions = [.. QueryParameters.Where(MyInvocation.BoundParameters.ContainsKey)];
        if (conditions.Length > 0 && (_piped || Contact is not null))
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                $"-{string.Join(", -", conditions)}: a query cannot be combined with single contacts.",
                "Give either contacts or conditions. Single contacts are found whatever their status."
            );
        }
    }

    private void CheckChanged()
    {
        if (Changed != (StateFile is not null) || (Full && !Changed))
        {
            throw InvalidInputException.Value(
                "-Changed",
                null,
                "it needs -StateFile, and -StateFile and -Full need it.",
                "Give -Changed -StateFile FILE; the first run makes the file."
            );
        }

        string[] others =
        [
            .. QueryParameters
                .Append(nameof(Contact))
                .Append("First")
                .Append("Skip")
                .Append("IncludeTotalCount")
                .Where(MyInvocation.BoundParameters.ContainsKey),
        ];
        if (Changed && (others.Length > 0 || _piped))
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                "-Changed cannot be combined with "
                    + $"{(others.Length == 0 ? "input" : $"-{string.Join(", -", others)}")}.",
                "It gives whatever changed, so that nothing is missed. Choose with Where-Object."
            );
        }

        _stateFile = StateFile is null ? null : GetUnresolvedProviderPathFromPSPath(StateFile);
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var shapes = new ContactShapes(output, names)
        {
            Flat = Flat,
            Raw = Raw,
            Included = Included,
        };
        if (_stateFile is not null)
        {
            await PullAsync(client, _stateFile, shapes, cancellationToken).ConfigureAwait(false);
        }
        else if (Contact is not null)
        {
            await GetSinglyAsync(client, Contact, shapes, output, cancellationToken).ConfigureAwait(false);
        }
        else if (!_piped && !_named)
        {
            await SearchAsync(client, names, shapes, output, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // An empty variable must not read all contacts.
            throw ContactIdentity.Nobody();
        }
    }

    private async Task PullAsync(
        ApiClient client,
        string stateFile,
        ContactShapes shapes,
        CancellationToken cancellationToken
    )
    {
        using var pull = ContactPull.Open(client, stateFile, Included);
        await foreach (var pulled in pull.ReadAsync(Full, cancellationToken).ConfigureAwait(false))
        {
            await shapes.WriteAsync(pulled, cancellationToken).ConfigureAwait(false);
        }

        // Not earlier: if a consumer stops or fails before this, the next run returns everything again.
        pull.Commit();
    }

    private async Task GetSinglyAsync(
        ApiClient client,
        ContactIdentity?[] contacts,
        ContactShapes shapes,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        foreach (var given in contacts)
        {
            await output
                .TryAsync(
                    given?.Input,
                    async () =>
                    {
                        var contact = await ContactLookup
                            .FindAsync(
                                client,
                                given?.Checked() ?? throw ContactIdentity.Nobody(),
                                Included,
                                cancellationToken
                            )
                            .ConfigureAwait(false);
                        await shapes.WriteAsync([contact.ToJson()], cancellationToken).ConfigureAwait(false);
                    }
                )
                .ConfigureAwait(false);
        }
    }

    private async Task SearchAsync(
        ApiClient client,
        NameDirectory names,
        ContactShapes shapes,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var skip = PagingParameters.Skip;
        var left = PagingParameters.First;
        var count = PagingParameters.IncludeTotalCount;
        var query = new ContactQuery
        {
            Status = [.. (Status ?? []).Select(static status => status.ToLowerInvariant())],
            Lists = await GroupIdentity.IdsAsync(List, names, cancellationToken).ConfigureAwait(false),
            Tags = await GroupIdentity.IdsAsync(Tag, names, cancellationToken).ConfigureAwait(false),
            SegmentId = Segment is null ? null : await Segment.IdAsync(names, cancellationToken).ConfigureAwait(false),
            UpdatedAfter = UpdatedAfter,
            UpdatedBefore = UpdatedBefore,
            CreatedAfter = CreatedAfter,
            CreatedBefore = CreatedBefore,
            OptOutAfter = OptOutAfter,
            OptOutBefore = OptOutBefore,
            Include = Included,
            IncludeCount = (count || _pattern is not null) && Segment is null,
            PageSize = _pattern is null ? PageSize(skip, left) : null,
        };
        if (left == 0 && !count)
        {
            return;
        }

        var first = true;
        await foreach (
            var page in client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            if (first && _pattern is not null)
            {
                SayCost(page, output);
            }

            first = false;
            if (count)
            {
                // An accuracy of 0 means unknown: a segment or a name cannot be counted without reading it.
                var total = _pattern is null ? (ulong?)page.TotalCount : null;
                await output
                    .WriteObjectAsync(PagingParameters.NewTotalCount(total ?? 0, total is null ? 0 : 1))
                    .ConfigureAwait(false);
                count = false;
            }

            var found = _pattern is null
                ? page.Items
                : [.. page.Items.Where(json => IsNamed(new Contact(json), _pattern))];
            var passed = (int)Math.Min(skip, (ulong)found.Count);
            var taken = (int)Math.Min(left, (ulong)(found.Count - passed));
            skip -= (ulong)passed;
            left -= (ulong)taken;
            await shapes.WriteAsync([.. found.Skip(passed).Take(taken)], cancellationToken).ConfigureAwait(false);
            if (left == 0)
            {
                return;
            }
        }
    }

    private static bool IsNamed(Contact contact, WildcardPattern pattern) =>
        new[] { contact.FirstName, contact.LastName, contact.Name }.Any(name =>
            name is not null && pattern.IsMatch(name)
        );

    /// <summary>
    /// Reports the cost if there is more than one page, so that the user can decide whether to continue.
    /// </summary>
    private static void SayCost(Page page, CmdletOutput output)
    {
        var total = page.TotalCount ?? page.Items.Count;
        var pages = Math.Max(1, (total + (long)LargestPage - 1) / (long)LargestPage);
        var cost =
            $"The service cannot search for names: {Quantity.Of(total, "contact is", "contacts are")} read, with "
            + $"{Quantity.Of(pages, "request")}.";
        if (pages > 1)
        {
            output.WriteWarning(
                $"{cost} Matches come as they are found. To read less, give -List, -Tag or another condition, or "
                    + "-First."
            );
        }
        else
        {
            output.WriteVerbose(cost);
        }
    }

    /// <summary>Not larger than needed. Null for the largest size, which takes the fewest requests.</summary>
    private static int? PageSize(ulong skip, ulong first) =>
        first < LargestPage && skip < LargestPage && first + skip < LargestPage ? (int)Math.Max(1, first + skip) : null;
}
