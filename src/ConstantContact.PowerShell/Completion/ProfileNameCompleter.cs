using ConstantContact.Core.Auth;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>The names under which connections are saved.</summary>
public sealed class ProfileNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) => ConnectionProfile.Names();
}
