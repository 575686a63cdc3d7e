using System.Management.Automation;
using ConstantContact.PowerShell.Errors;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet that uses an account.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private CcConnection? _account;

    private protected ConnectedCmdlet()
    {
    }

    /// <summary>
    /// The account to use. The default is the connection that <c>Connect-CcAccount</c> created in this runspace.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public CcConnection? Connection { get; set; }

    /// <summary>False if the cmdlet can also run without an account.</summary>
    private protected virtual bool NeedsAccount => true;

    /// <summary>Null if there is no account and none is needed.</summary>
    private protected CcConnection? AccountOrNone => _account;

    /// <summary>Available after <see cref="Prepare"/>, on any thread.</summary>
    private protected CcConnection Account => _account ?? throw NotConnectedException.Create();

    /// <summary>Derived classes that override this method must call it first.</summary>
    private protected override void Prepare()
    {
        _account = Connection ?? ConnectionStore.Current;
        if (_account is null && NeedsAccount)
        {
            throw NotConnectedException.Create();
        }
    }
}
