using System.Management.Automation;
using System.Management.Automation.Host;

namespace ConstantContact.Shell.Hosting;

/// <summary>Something asked a question, and nobody is there to answer: better an error than a hang or a guess.</summary>
internal sealed class PersonNeededException(string what) : HostException(
    $"{what}: a person is needed to answer this, but input or output is redirected. Run it at a terminal, or give the answer beforehand (-Confirm:$false, -Force, or the parameter that is asked for).",
    innerException: null!,
    "PersonNeeded",
    ErrorCategory.ResourceUnavailable);
