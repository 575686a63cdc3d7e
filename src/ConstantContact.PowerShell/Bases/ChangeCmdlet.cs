using System.Management.Automation;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>Changes a list, tag, custom field or segment. Returns nothing unless requested.</summary>
public abstract class ChangeCmdlet : ConnectedCmdlet
{
    /// <summary>Returns the item, even if nothing had to be changed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The item to change.</summary>
    private protected abstract NamedIdentity Given { get; }

    private protected sealed override object? ErrorTarget => Given.Given;

    /// <summary>Looks up the item, asks for confirmation, and sends the change.</summary>
    /// <returns>The current item; null if the change was declined.</returns>
    /// <remarks>
    /// Not typed, because the engine inspects the base classes of a cmdlet before it can find Core's types.
    /// </remarks>
    private protected abstract Task<object?> ChangeAsync(
        CmdletOutput output,
        ApiClient client,
        NameDirectory names,
        CancellationToken cancellationToken
    );

    /// <summary>Forgets the known names, which the change has made outdated.</summary>
    private protected abstract void Forget(NameDirectory names);

    private protected sealed override async Task ProcessRecordAsync(
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var item = await ChangeAsync(output, client, Account.Names.Through(client), cancellationToken)
            .ConfigureAwait(false);
        if (item is null)
        {
            return;
        }

        Forget(Account.Names);
        if (PassThru)
        {
            await output.WriteObjectAsync(item).ConfigureAwait(false);
        }
    }
}
