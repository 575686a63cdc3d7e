using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Wait-CcActivity</c>: waits until bulk jobs have ended, several at once, and returns each when it ends.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "CcActivity")]
[OutputType(typeof(ImportActivity))]
public sealed class WaitCcActivityCommand : ConnectedCmdlet
{
    private readonly List<string> _ids = [];

    /// <summary>Ids, or objects that have one, such as activities and chunks of an import.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "activity_id")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ActivityIdCompleter))]
    public string?[]? ActivityId { get; set; }

    /// <summary>The limit for all of them together. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    private protected override object? ErrorTarget => ActivityId;

    // Collect all ids first, to wait for them together.
    private protected override void ProcessOne() =>
        _ids.AddRange(
            (ActivityId ?? [])
                .OfType<string>()
                .Where(id => id.Trim().Length > 0 && !_ids.Contains(id, StringComparer.OrdinalIgnoreCase))
        );

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        await Task.WhenAll(
                _ids.Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(id => WaitAsync(client, id, output, cancellationToken))
            )
            .ConfigureAwait(false);
    }

    private async Task WaitAsync(ApiClient client, string id, CmdletOutput output, CancellationToken cancellationToken)
    {
        using var progress = output.StartProgress($"Activity {id}");
        var wait = new ActivityWait(
            (activity, token) => client.SendAsync(ActivitiesApi.ById(activity), token),
            TimeSpan.FromMinutes(TimeoutMinutes),
            Account.Time,
            restFirst: false
        );
        await output
            .TryAsync(
                id,
                async () =>
                {
                    var job =
                        await wait.ForAsync(
                                id,
                                seen => progress.Report(Describe(seen), seen.PercentDone ?? 0, 100),
                                cancellationToken
                            )
                            .ConfigureAwait(false)
                        ?? throw new ApiTimeoutException(
                            $"The activity {id} had not ended after {Quantity.Of(TimeoutMinutes, "minute")}. It "
                                + "continues.",
                            $"To go on waiting: Wait-CcActivity {id}"
                        );
                    await output.WriteObjectAsync(job).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    private static string Describe(ImportActivity activity) =>
        activity.PercentDone is { } percent
            ? string.Format(CultureInfo.InvariantCulture, "{0}, {1} %", activity.State, percent)
            : activity.State;
}
