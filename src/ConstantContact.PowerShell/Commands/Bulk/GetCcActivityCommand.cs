using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Get-CcActivity</c>: returns bulk jobs of the account, by id or all of the last ten days, newest first.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcActivity")]
[OutputType(typeof(ImportActivity))]
public sealed class GetCcActivityCommand : ConnectedCmdlet
{
    private bool _piped;

    /// <summary>One or more ids. Without it, all activities of the last ten days.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "activity_id")]
    [ArgumentCompleter(typeof(ActivityIdCompleter))]
    public string?[]? ActivityId { get; set; }

    /// <summary>Only activities in this state. The service has no filter for activities that are only queued.</summary>
    [Parameter]
    [ValidateSet("processing", "completed", "cancelled", "failed", "timed_out")]
    public string? State { get; set; }

    private protected override object? ErrorTarget => ActivityId;

    private protected override void Prepare()
    {
        base.Prepare();
        _piped = MyInvocation.ExpectingInput;
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        foreach (var id in ActivityId ?? [])
        {
            // A chunk that the service did not accept has no id.
            if (!string.IsNullOrWhiteSpace(id))
            {
                await output
                    .TryAsync(
                        id,
                        async () =>
                            await output
                                .WriteObjectAsync(
                                    await client
                                        .SendAsync(ActivitiesApi.ById(id!), cancellationToken)
                                        .ConfigureAwait(false)
                                )
                                .ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
            }
        }

        if (ActivityId is not null || _piped)
        {
            return;
        }

        List<ImportActivity> all = [];
        await foreach (
            var activity in client
                .ItemsAsync(ActivitiesApi.All(State?.ToLowerInvariant()), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            all.Add(ImportActivity.From(activity));
        }

        // The order of the service is not documented.
        await output
            .WriteObjectAsync(all.OrderByDescending(static activity => activity.CreatedAt), enumerate: true)
            .ConfigureAwait(false);
    }
}
