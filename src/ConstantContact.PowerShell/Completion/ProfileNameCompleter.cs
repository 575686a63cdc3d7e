using ConstantContact.Core.Auth;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the names of saved profiles.</summary>
public sealed class ProfileNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) => ConnectionProfile.Names();
}
