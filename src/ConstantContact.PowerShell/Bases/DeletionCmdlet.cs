using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
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
    private readonly string _one;
    private readonly string _several;
    private DeletionAccount? _account;
    private long _unknown;
    private long _known;

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

    /// <summary>The text that the preview adds to the names.</summary>
    private protected virtual string Consequence => "";

    /// <summary>The id, and the name if the service returns it.</summary>
    private protected abstract Task<(string Id, string? Name)> FindAsync(
        NamedIdentity identity,
        NameDirectory names,
        CancellationToken cancellationToken
    );

    private protected abstract IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids);

    /// <summary>Forgets the known names, which are no longer correct.</summary>
    private protected abstract void Forget(NameDirectory names);

    /// <summary>The requests as text, for the preview.</summary>
    private protected virtual Task<string> DescribeAsync(string what, string[] ids) =>
        DescribeAsync(what, [], Jobs(ids));

    /// <param name="run">Sends the requests.</param>
    /// <param name="tally">The items so far.</param>
    /// <param name="ids">The items to delete.</param>
    /// <param name="announce">Saves the next so many deletions. Called before a request that is not a job
    /// leaves.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    private protected virtual Task<BulkSummary> SendAsync(
        ActivityJobRun run,
        BulkTally tally,
        string[] ids,
        Action<int> announce,
        CancellationToken cancellationToken
    ) => run.SendAsync(tally, Jobs(ids), cancellationToken);

    private protected override void Prepare()
    {
        base.Prepare();
        StartRun();
        _account = new DeletionAccount(Run, _one.Replace(' ', '_'), MyInvocation.ExpectingInput);
    }

    private protected sealed override async Task ProcessRecordAsync(
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var names = Account.Names.Through(Account.Client.Observed(new RequestTrace(output)));
        foreach (var identity in Given)
        {
            if (_account!.IsKnown(identity.ToString()))
            {
                _known++;
                output.WriteVerbose($"The {_one} '{identity}' was processed before by the run {Run.RunId}.");
                continue;
            }

            var found = await output
                .TryAsync(identity.Given, () => SelectAsync(output, identity, names, cancellationToken))
                .ConfigureAwait(false);
            _unknown += found ? 0 : 1;
        }
    }

    private protected sealed override async Task EndProcessingAsync(
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        if (_account!.Items.Count == 0 && _unknown + _known == 0)
        {
            return;
        }

        using var progress = output.StartProgress($"Deleting {_several}");
        var run = NewRun(output, progress, job => _account.Announce(job.Items ?? 0));
        await Closing(output)
            .RunAsync(
                () => SendAsync(output, run, cancellationToken),
                () => new RunTally(run.RequestsUsed, 0, default, default),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task SelectAsync(
        CmdletOutput output,
        NamedIdentity identity,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        (string Id, string? Name) found;
        try
        {
            found = await FindAsync(identity, names, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException e)
        {
            if (_account!.Fail(identity.ToString(), e))
            {
                output.WriteVerbose($"The {_one} '{identity}' was deleted before by the run {Run.RunId}.");
                return;
            }

            throw;
        }

        var name = found.Name ?? identity.ToString();
        if (
            !OnlyShows
            && !await output.ShouldProcessAsync($"{_one} '{name}' ({found.Id})", $"Delete {_one}").ConfigureAwait(false)
        )
        {
            _account!.Decline(found.Id, name);
            return;
        }

        _account!.Add(found.Id, name);
    }

    private async Task<CcException?> SendAsync(
        CmdletOutput output,
        ActivityJobRun run,
        CancellationToken cancellationToken
    )
    {
        var items = _account!.Items;
        if (items.Count == 0)
        {
            return null;
        }

        var operation = $"Delete {_several}";
        string[] ids = [.. items.Select(static item => item.Id)];
        if (OnlyShows)
        {
            var what = $"{operation}{Consequence}: {string.Join(", ", items.Select(static item => item.Name))}";
            await AllowsAsync(output, await DescribeAsync(what, ids).ConfigureAwait(false), operation)
                .ConfigureAwait(false);
            return null;
        }

        var tally = new BulkTally
        {
            Operation = operation,
            ItemsIn = ids.Length + _unknown + _known,
            DoneBefore = _known,
            Invalid = _unknown,
        };
        var summary = await SendAsync(run, tally, ids, _account.Announce, cancellationToken).ConfigureAwait(false);
        _account.Settle(summary);
        Forget(Account.Names);
        return await ReportAsync(output, summary).ConfigureAwait(false);
    }
}
