using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Plans;

/// <summary>
/// <c>New-CcPlan</c>: compares rows with the account and saves what would change, with the cost of it. Writes nothing
/// to the account.
/// </summary>
[Cmdlet(VerbsCommon.New, "CcPlan")]
[OutputType(typeof(PlanHeader))]
public sealed class NewCcPlanCommand : ContactChangeCmdlet
{
    private string _path = "";
    private string? _sourcePath;

    public NewCcPlanCommand()
        : base(capacity: 1024) { }

    /// <summary>The plan file. A plan that is there is replaced; no other file is.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>A CSV file that has the rows, instead of the pipeline.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourcePath { get; set; }

    /// <summary>Between the cells of the file; found out unless given.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>Of the file; found out unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>A list that every row joins.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity? List { get; set; }

    /// <summary>Members of -List that no row names leave it.</summary>
    [Parameter]
    public SwitchParameter RemoveMissing { get; set; }

    /// <summary>A plan is no run, so this is not a parameter here.</summary>
    public override string? ReportPath { get; set; }

    /// <summary>A plan is no run, so this is not a parameter here.</summary>
    public override string? RunId { get; set; }

    private protected override void Prepare()
    {
        base.Prepare();
        if (RemoveMissing && List is null)
        {
            throw InvalidInputException.Value("-RemoveMissing", null, "no list is given.", "Give the list with -List.");
        }

        _path = GetUnresolvedProviderPathFromPSPath(Path);
        _sourcePath = SourcePath is null ? null : GetUnresolvedProviderPathFromPSPath(SourcePath);
        if (_sourcePath is not null && MyInvocation.ExpectingInput)
        {
            throw InvalidInputException.Value(
                "-SourcePath",
                null,
                "rows also come down the pipeline.",
                "Give the rows in one way."
            );
        }
    }

    private protected override CsvRowSource? OpenSource() =>
        _sourcePath is null ? null : InputFile.Open(_sourcePath, Encoding, Delimiter);

    private protected override async Task RunAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        List<UpdateRow> rows = [];
        await foreach (var row in Rows.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row);
        }

        var making = new PlanMaking(output, Account, MyInvocation.MyCommand);
        var plan = await making
            .MakeAsync(
                "Making a plan",
                rows,
                making.Options with
                {
                    Merge = Merging(),
                    CreateMissing = CreateMissing,
                    List = List is null ? null : NamedIdentity.Texts([List])[0],
                    RemoveMissing = RemoveMissing,
                    SourcePath = _sourcePath,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        plan.Write(_path);
        foreach (var entry in plan.Entries)
        {
            foreach (var warning in entry.Warnings)
            {
                output.WriteWarning(warning);
            }
        }

        if (PlanChecks.Shortage(plan, Account.Client) is { } shortage)
        {
            output.WriteWarning(shortage.Message);
        }

        await output.WriteObjectAsync(plan.Header).ConfigureAwait(false);
    }
}
