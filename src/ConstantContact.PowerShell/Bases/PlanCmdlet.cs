using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Making;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet whose run applies a plan.</summary>
public abstract class PlanCmdlet : RunCmdlet
{
    private protected PlanCmdlet() { }

    /// <summary>How long to wait for the service's jobs. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Returns the outcome of every entry.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Asks, keeps a plan that the run does not hold yet, and applies it.</summary>
    /// <param name="output">The output of the cmdlet.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="text">The description of the plan.</param>
    /// <param name="question">The question that follows the description.</param>
    /// <param name="caption">The caption of the question.</param>
    /// <param name="keeps">The plan has no file of its own, so a resumed run needs it in the run's folder.</param>
    /// <param name="trustsPlan">The account was read just now, so it is not read again before the writes.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    private protected async Task ApplyAsync(
        CmdletOutput output,
        Plan plan,
        string text,
        string question,
        string caption,
        bool keeps,
        bool trustsPlan,
        CancellationToken cancellationToken
    )
    {
        if (!Run.IsResumed && PlanChecks.Shortage(plan, Account.Client) is { } shortage)
        {
            if (!IsWhatIf)
            {
                throw shortage;
            }

            output.WriteWarning(shortage.Message);
        }

        if (!(await output.ShouldProcessAsync(text, $"{text}\n\n{question}", caption).ConfigureAwait(false)).Go)
        {
            return;
        }

        if (keeps)
        {
            PlanKeeping.Keep(Run, plan);
        }

        await new PlanDriver(output, Account, Run, plan)
        {
            PassThru = PassThru,
            Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
            FinalNote = note => FinalNote = note,
            TrustsPlan = trustsPlan,
        }
            .RunAsync(cancellationToken)
            .ConfigureAwait(false);
    }
}
