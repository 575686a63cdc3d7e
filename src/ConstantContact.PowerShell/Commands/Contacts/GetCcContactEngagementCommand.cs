using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Get-CcContactEngagement</c>: returns the reactions of contacts to the account's mailings, to show who still reads
/// them. Details are streamed: the next page is requested only when the last activity of the previous one was consumed.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcContactEngagement")]
[OutputType(typeof(ContactEngagement), typeof(EngagementRates), typeof(EngagementActivity))]
public sealed class GetCcContactEngagementCommand : ConnectedCmdlet
{
    private DateTimeOffset _start;
    private DateTimeOffset _end;

    /// <summary>
    /// Whole addresses regardless of case, ids, contacts, or rows that have one of them. A bare address costs one more
    /// request.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity?[] Contact { get; set; } = null!;

    /// <summary>The default is Summary.</summary>
    [Parameter]
    public EngagementReport Report { get; set; }

    /// <summary>
    /// The earliest time of mailings or, for details, of activities. The default is one year before -Before. Local time
    /// unless the value has a time zone.
    /// </summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>The default is now.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <summary>For details: any of these types. The default is all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet(
        "em_sends",
        "em_opens",
        "em_clicks",
        "em_bounces",
        "em_optouts",
        "em_forwards",
        "p_contact_open",
        "p_contact_click",
        "p_contact_add",
        "p_contact_update"
    )]
    public string[]? ActivityType { get; set; }

    private protected override object? ErrorTarget => Contact;

    private protected override void Prepare()
    {
        base.Prepare();
        _end = Before ?? Account.Time.GetUtcNow();
        _start = After ?? _end.AddYears(-1);
        if (_start >= _end)
        {
            throw InvalidInputException.Value(
                "-After",
                $"{_start:u}",
                $"it is not before {_end:u}.",
                "Give a moment that is earlier than -Before."
            );
        }

        if (Report == EngagementReport.Rates && _end > _start.AddYears(ContactReportsApi.LongestRange))
        {
            throw InvalidInputException.Value(
                "-After",
                $"{_start:u}",
                $"the service works rates out for at most {ContactReportsApi.LongestRange} years.",
                "Give a later -After, or ask for -Report Summary."
            );
        }

        if (ActivityType is not null && Report != EngagementReport.Details)
        {
            throw InvalidInputException.Value(
                "-ActivityType",
                string.Join(", ", ActivityType),
                "only details can be chosen by type.",
                "Add -Report Details."
            );
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        foreach (var given in Contact)
        {
            await output
                .TryAsync(
                    given?.Input,
                    () =>
                        WriteAsync(
                            client,
                            given?.Checked() ?? throw ContactIdentity.Nobody(),
                            output,
                            cancellationToken
                        )
                )
                .ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(
        ApiClient client,
        ContactIdentity who,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var (id, email) = (who.ContactId ?? "", who.Email);
        if (id.Length == 0)
        {
            var found = await ContactLookup
                .FindAsync(client, who, include: [], cancellationToken)
                .ConfigureAwait(false);
            (id, email) = (found.ContactId!, found.EmailAddress);
        }

        switch (Report)
        {
            case EngagementReport.Rates:
                var rates = await client
                    .SendAsync(ContactReportsApi.OpenAndClickRates(id, _start, _end), cancellationToken)
                    .ConfigureAwait(false);
                await output.WriteObjectAsync(rates with { EmailAddress = email }).ConfigureAwait(false);
                break;
            case EngagementReport.Details:
                await WriteDetailsAsync(client, id, email, output, cancellationToken).ConfigureAwait(false);
                break;
            default:
                List<MailingEngagement> mailings = [];
                await foreach (
                    var json in client
                        .ItemsAsync(ContactReportsApi.ActivitySummary(id, _start, _end), cancellationToken)
                        .ConfigureAwait(false)
                )
                {
                    mailings.Add(ContactReportsApi.ReadMailing(json));
                }

                await output.WriteObjectAsync(new ContactEngagement(id, email, mailings)).ConfigureAwait(false);
                break;
        }
    }

    private async Task WriteDetailsAsync(
        ApiClient client,
        string id,
        string? email,
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        string[] types =
        [
            .. (ActivityType ?? ContactReportsApi.ActivityTypes)
                .Select(static type => type.ToLowerInvariant())
                .Distinct(StringComparer.Ordinal),
        ];
        await foreach (
            var page in client
                .PagesAsync(ContactReportsApi.ActivityDetails(id, types), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            EngagementActivity[] activities = [.. page.Items.Select(ContactReportsApi.ReadActivity)];
            await output
                .WriteObjectAsync(
                    activities
                        .Where(a => a.CreatedAt is null || (a.CreatedAt >= _start && a.CreatedAt <= _end))
                        .Select(a => a with { EmailAddress = email }),
                    enumerate: true
                )
                .ConfigureAwait(false);

            // The newest come first, so all further pages are older.
            if (activities.Any(a => a.CreatedAt < _start))
            {
                return;
            }
        }
    }
}
