using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// Deletes lists, tags or custom fields. Asks about each item as it arrives, and sends all deletions together at the
/// end of the input. Under <c>-WhatIf</c>, the requests are shown at the end.
/// </summary>
public abstract class DeletionCmdlet : BulkCmdlet
{
    private readonly List<(string Id, string Name)> _toDelete = [];
    private readonly string _one;
    private readonly string _several;
    private long _unknown;

    /// <param name="one">The singular, such as "tag".</param>
    /// <param name="several">The plural, such as "tags".</param>
    private protected DeletionCmdlet(string one, string several)
    {
        _one = one;
        _several = several;
    }

    /// <summary>The items as the user named them.</summary>
    private protected abstract IReadOnlyList<NamedIdentity> Given { get; }

    private protected override object? ErrorTarget => Given;

    /// <summary>What the preview adds to their names.</summary>
    private protected virtual string Consequence => "";

    /// <summary>The id, and the name if the service returns it.</summary>
    private protected abstract Task<(string Id, string? Name)> FindAsync(
        NamedIdentity identity, NameDirectory names, CancellationToken cancellationToken);

    private protected abstract IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids);

    /// <summary>Forgets the known names, which are no longer correct.</summary>
    private protected abstract void Forget(NameDirectory names);

    /// <summary>The requests as text, for the preview.</summary>
    private protected virtual Task<string> DescribeAsync(string what, string[] ids) =>
        DescribeAsync(what, [], Jobs(ids));

    private protected virtual Task<BulkSummary> SendAsync(
        ActivityJobRun run, BulkTally tally, string[] ids, CancellationToken cancellationToken) =>
        run.SendAsync(tally, Jobs(ids), cancellationToken);

    private protected sealed override async Task ProcessRecordAsync(
        CmdletOutput output, CancellationToken cancellationToken)
    {
        var names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (var identity in Given)
        {
            var found = await output.TryAsync(identity.Given, async () =>
            {
                var (id, known) = await FindAsync(identity, names, cancellationToken).ConfigureAwait(false);
                var name = known ?? identity.ToString();
                if (_toDelete.TrueForAll(other => other.Id != id)
                    && (ShowsOnly || await output.ShouldProcessAsync($"{_one} '{name}' ({id})", $"Delete {_one}").ConfigureAwait(false)))
                {
                    _toDelete.Add((id, name));
                }
            }).ConfigureAwait(false);
            _unknown += found ? 0 : 1;
        }
    }

    private protected sealed override async Task EndProcessingAsync(
        CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_toDelete.Count == 0)
        {
            return;
        }

        using var progress = output.StartProgress($"Deleting {_several}");
        var run = NewRun(output, progress);
        var operation = $"Delete {_several}";
        string[] ids = [.. _toDelete.Select(static item => item.Id)];
        if (ShowsOnly)
        {
            var what = $"{operation}{Consequence}: {string.Join(", ", _toDelete.Select(static item => item.Name))}";
            await AllowsAsync(
                output,
                await DescribeAsync(what, ids).ConfigureAwait(false),
                operation).ConfigureAwait(false);
            return;
        }

        var tally = new BulkTally { Operation = operation, ItemsIn = ids.Length + _unknown, Invalid = _unknown };
        var summary = await SendAsync(run, tally, ids, cancellationToken).ConfigureAwait(false);
        Forget(Account.Names);
        if (await ReportAsync(output, summary).ConfigureAwait(false) is { } endedBy)
        {
            await output.WriteErrorAsync(endedBy, target: null).ConfigureAwait(false);
        }
    }
}
