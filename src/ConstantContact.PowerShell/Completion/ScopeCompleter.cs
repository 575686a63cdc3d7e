using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Completes the scopes from the vendor's developer guides.</summary>
public sealed class ScopeCompleter : NameCompleter
{
    private static readonly string[] Known =
    [
        "account_read",
        "account_update",
        "campaign_data",
        "contact_data",
        "offline_access",
    ];

    private protected override IEnumerable<string> Names(CcConnection? connection) => Known;
}
