using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Reporting;

/// <summary>What is sent, as verbose lines; what is waited for because something failed, as one too.</summary>
internal sealed class RequestTrace : IApiObserver
{
    private readonly CmdletOutput _output;

    public RequestTrace(CmdletOutput output)
    {
        _output = output;
    }

    public void OnAttempt(ApiAttempt attempt) => _output.WriteVerbose(attempt.ToString());

    public void OnWait(ApiWait wait) =>
        _output.WriteVerbose(System.FormattableString.Invariant($"Waiting {wait.Duration.TotalSeconds:F1} s before attempt {wait.Attempt + 1}: {wait.Reason}."));
}
