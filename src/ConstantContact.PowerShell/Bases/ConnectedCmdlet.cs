using System.Management.Automation;
using ConstantContact.PowerShell.Errors;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet that talks to an account.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private CcConnection? _account;

    private protected ConnectedCmdlet()
    {
    }

    /// <summary>The account to talk to; without it, the one that <c>Connect-CcAccount</c> made this runspace's default.</summary>
    [Parameter]
    [ValidateNotNull]
    public CcConnection? Connection { get; set; }

    /// <summary>False where the cmdlet does something without an account too.</summary>
    private protected virtual bool NeedsAccount => true;

    /// <summary>Null where there is none and none is needed.</summary>
    private protected CcConnection? AccountOrNone => _account;

    /// <summary>From <see cref="Prepare"/> on, and from any thread.</summary>
    private protected CcConnection Account => _account ?? throw NotConnectedException.Create();

    /// <summary>Leaves that override this call it first.</summary>
    private protected override void Prepare()
    {
        _account = Connection ?? ConnectionStore.Current;
        if (_account is null && NeedsAccount)
        {
            throw NotConnectedException.Create();
        }
    }
}
