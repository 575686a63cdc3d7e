using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// Deletes lists, tags or custom fields: asks about each as it comes, and sends them together at the end of the input.
/// Under <c>-WhatIf</c> the requests are shown at the end.
/// </summary>
public abstract class DeletionCmdlet : BulkCmdlet
{
    private readonly List<(string Id, string Name)> _doomed = [];
    private readonly string _one;
    private readonly string _several;
    private long _unknown;

    /// <param name="one">Such as "tag".</param>
    /// <param name="several">Such as "tags".</param>
    private protected DeletionCmdlet(string one, string several)
    {
        _one = one;
        _several = several;
    }

    /// <summary>The input's own words.</summary>
    private protected abstract IReadOnlyList<NamedIdentity> Given { get; }

    private protected override object? ErrorTarget => Given;

    /// <summary>What the preview says beside their names.</summary>
    private protected virtual string Consequence => "";

    /// <summary>The id, and the name where the service says it.</summary>
    private protected abstract Task<(string Id, string? Name)> FindAsync(NamedIdentity identity, NameDirectory names, CancellationToken cancellationToken);

    private protected abstract IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids);

    /// <summary>What is known of names is not true any more.</summary>
    private protected abstract void Forget(NameDirectory names);

    /// <summary>The requests as text, for the preview.</summary>
    private protected virtual Task<string> DescribeAsync(string what, string[] ids) => DescribeAsync(what, [], Jobs(ids));

    private protected virtual Task<BulkSummary> SendAsync(ActivityJobRun run, BulkTally tally, string[] ids, CancellationToken cancellationToken) =>
        run.SendAsync(tally, Jobs(ids), cancellationToken);

    private protected sealed override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        NameDirectory names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (NamedIdentity identity in Given)
        {
            bool found = await output.TryAsync(identity.Given, async () =>
            {
                (string id, string? known) = await FindAsync(identity, names, cancellationToken).ConfigureAwait(false);
                string name = known ?? identity.ToString();
                if (_doomed.TrueForAll(other => other.Id != id)
                    && (ShowsOnly || await output.ShouldProcessAsync($"{_one} '{name}' ({id})", $"Delete {_one}").ConfigureAwait(false)))
                {
                    _doomed.Add((id, name));
                }
            }).ConfigureAwait(false);
            _unknown += found ? 0 : 1;
        }
    }

    private protected sealed override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_doomed.Count == 0)
        {
            return;
        }

        using CmdletProgress progress = output.StartProgress($"Deleting {_several}");
        ActivityJobRun run = NewRun(output, progress);
        string operation = $"Delete {_several}";
        string[] ids = [.. _doomed.Select(static item => item.Id)];
        if (ShowsOnly)
        {
            string what = $"{operation}{Consequence}: {string.Join(", ", _doomed.Select(static item => item.Name))}";
            await AllowsAsync(output, await DescribeAsync(what, ids).ConfigureAwait(false), operation).ConfigureAwait(false);
            return;
        }

        BulkTally tally = new() { Operation = operation, ItemsIn = ids.Length + _unknown, Invalid = _unknown };
        BulkSummary summary = await SendAsync(run, tally, ids, cancellationToken).ConfigureAwait(false);
        Forget(Account.Names);
        if (await ReportAsync(output, summary).ConfigureAwait(false) is { } endedBy)
        {
            await output.WriteErrorAsync(endedBy, target: null).ConfigureAwait(false);
        }
    }
}
