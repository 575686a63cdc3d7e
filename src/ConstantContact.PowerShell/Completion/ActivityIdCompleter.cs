using System.Globalization;
using ConstantContact.Core.Api;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes the ids of the account's bulk jobs, newest first; the menu shows what each job does and how it stands.
/// </summary>
public sealed class ActivityIdCompleter : NameCompleter
{
    private const int Most = 50;

    private protected override IEnumerable<string> Names(CcConnection? connection) => [];

    private protected override IEnumerable<(string Text, string Shown)> Choices(CcConnection? connection) =>
        connection is null
            ? []
            : Within(null, token => ReadAsync(connection, token))
                .OrderByDescending(static job => job.CreatedAt)
                .Select(static job => (job.ActivityId, Shown(job)));

    private static async Task<IReadOnlyList<ImportActivity>> ReadAsync(
        CcConnection connection,
        CancellationToken cancellationToken
    )
    {
        List<ImportActivity> jobs = [];
        await foreach (
            var page in connection
                .Client.PagesAsync(ActivitiesApi.All(pageSize: Most), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            jobs.AddRange(page.Items.Select(static job => ImportActivity.From(job)));
            break;
        }

        return jobs;
    }

    private static string Shown(ImportActivity job) =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}, {1}, {2:u} {3}",
            job.Kind ?? "job",
            job.State,
            job.CreatedAt,
            job.ActivityId
        );
}
