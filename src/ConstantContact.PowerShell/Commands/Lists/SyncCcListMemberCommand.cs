using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Sync-CcListMember</c>: makes a list hold exactly the given contacts. A plan for memberships alone, made and
/// applied in one step.
/// </summary>
[Cmdlet(VerbsData.Sync, "CcListMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RowOutcome))]
public sealed class SyncCcListMemberCommand : PlanCmdlet
{
    private readonly List<UpdateRow> _rows = [];
    private RemovalLimit? _limit;

    /// <summary>By name or id.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ListId", "list_id")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity List { get; set; } = null!;

    /// <summary>Addresses, ids, contacts, or rows that have one of them: everybody who is to be on the list.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    public ContactIdentity[]? Contact { get; set; }

    /// <summary>How many members may leave: a number, or a percentage such as 12.5%. The default is 5%.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaximumRemoval { get; set; }

    private protected override object? ErrorTarget => List.Given;

    private protected override void Prepare()
    {
        base.Prepare();
        _limit = RemovalLimit.Parse(MaximumRemoval);
        StartRun();
    }

    private protected override void ProcessOne()
    {
        foreach (var contact in Contact ?? [])
        {
            InvalidInputException? defect = null;
            try
            {
                contact.Checked();
            }
            catch (InvalidInputException e)
            {
                defect = e;
            }

            // Of an object with both, the id counts: its address may have changed.
            _rows.Add(
                new UpdateRow
                {
                    Number = _rows.Count + 1,
                    ContactId = contact.ContactId,
                    Email = contact.ContactId is null ? contact.Email : null,
                    Invalid = defect,
                    Input = contact.Input,
                }
            );
        }
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var kept = PlanKeeping.Find(Run);
        if (kept is not null)
        {
            PlanKeeping.RequireSame(Run, kept, PlanMaker.HashOf(_rows));
        }

        var plan = kept ?? await MakeAsync(output, cancellationToken).ConfigureAwait(false);
        await ApplyAsync(
                output,
                plan,
                Describe(plan),
                "Change the list?",
                "Synchronize list",
                keeps: kept is null,
                trustsPlan: kept is null && !MayAsk,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<Plan> MakeAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var making = new PlanMaking(output, Account, MyInvocation.MyCommand);
        var plan = await making
            .MakeAsync(
                "Comparing the list",
                _rows,
                making.Options with
                {
                    List = NamedIdentity.Texts([List])[0],
                    RemoveMissing = true,
                    MembershipOnly = true,
                    AppliesAtOnce = !MayAsk,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        _limit!.Check(plan.Header);
        return plan;
    }

    /// <summary>Who joins and who leaves, by name, and the cost.</summary>
    private string Describe(Plan plan)
    {
        string[] Those(bool join) =>
            [
                .. plan
                    .Entries.Where(e =>
                        e.Changes.Any(c => c.Member == ContactMembers.ListMemberships && c.New is not null == join)
                    )
                    .Select(static e => e.Email ?? e.ContactId!),
            ];
        string[] joins = Those(join: true),
            leaves = Those(join: false);
        var text = new StringBuilder(
            $"List '{List}': {Quantity.Of(joins.Length, "contact joins", "contacts join")}, "
                + $"{Quantity.Of(leaves.Length, "contact leaves", "contacts leave")}; {plan.Header.Forecast}"
        );
        foreach ((var word, var who) in new[] { ("joins", joins), ("leaves", leaves) })
        {
            foreach (var one in who)
            {
                text.Append($"\n  {word}: {one}");
            }
        }

        return text.ToString();
    }
}
