using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Writes a verbose line for each request, with its body, and for each wait. Warns of long waits, and once in a run if
/// the day's allowance is nearly used up.
/// </summary>
internal sealed class RequestTrace : IApiObserver
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    private readonly CmdletOutput _output;

    public RequestTrace(CmdletOutput output)
    {
        _output = output;
    }

    public bool WantsBodies => _output.IsVerbose;

    public void OnAttempt(ApiAttempt attempt)
    {
        _output.WriteVerbose(attempt.Body is null ? attempt.ToString() : $"{attempt}\n{attempt.Body}");
        if (attempt.Warning is { } warning)
        {
            _output.WriteWarning(warning);
        }

        var allowance = attempt.Allowance;
        if (IsNearlyUsedUp(allowance) && _output.Notices.First(nameof(Allowance)))
        {
            _output.WriteWarning(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0:N0} of today's {1} {2} left. The allowance resets at {3:yyyy-MM-dd HH:mm} UTC.",
                    allowance.Left,
                    Quantity.Of(allowance.PerDay, "request"),
                    Quantity.Noun(allowance.Left, "is", "are"),
                    allowance.ResetsAt.UtcDateTime
                )
            );
        }

        if (attempt.Paced > Long && _output.Notices.First(nameof(attempt.Paced)))
        {
            _output.WriteWarning(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "A request waited {0:F1} s for its turn. Other programs share the limit of {1} per "
                        + "second, or the service asked for fewer requests.",
                    attempt.Paced.TotalSeconds,
                    Quantity.Of(allowance.PerSecond, "request")
                )
            );
        }
    }

    public void OnWait(ApiWait wait)
    {
        var text = FormattableString.Invariant(
            $"Waiting {wait.Duration.TotalSeconds:F1} s before attempt {wait.Attempt + 1}: {wait.Reason}."
        );
        _output.WriteVerbose(text);
        if (wait.Duration > Long)
        {
            _output.WriteWarning(text);
        }
    }

    // At least 90 percent used. Left is also 0 if the service reported that the day is used up.
    private static bool IsNearlyUsedUp(Allowance allowance) => allowance.Left <= allowance.PerDay / 10;
}
