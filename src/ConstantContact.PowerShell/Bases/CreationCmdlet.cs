using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>Creates a list, tag, custom field or segment with one request, and returns it.</summary>
public abstract class CreationCmdlet : ConnectedCmdlet
{
    private readonly string _kind;

    /// <param name="kind">The kind of item, such as "tag".</param>
    private protected CreationCmdlet(string kind)
    {
        _kind = kind;
    }

    /// <summary>The name of the new item, as the user wrote it.</summary>
    private protected abstract string Wanted { get; }

    /// <summary>The text that the preview adds to the name.</summary>
    private protected virtual string Detail => "";

    private protected sealed override object? ErrorTarget => Wanted;

    /// <summary>Creates the item with <see cref="SendAsync"/>. Null if the user declined.</summary>
    /// <remarks>
    /// Not typed, because the engine inspects the base classes of a cmdlet before it can find Core's types.
    /// </remarks>
    private protected abstract Task<object?> CreateAsync(CmdletOutput output, CancellationToken cancellationToken);

    /// <summary>Forgets the known names, which lack the new item.</summary>
    private protected abstract void Forget(NameDirectory names);

    /// <summary>Asks for confirmation, then sends the request.</summary>
    private protected async Task<object?> SendAsync<T>(
        CmdletOutput output,
        ApiRequest<T> request,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        try
        {
            return await output
                .SendAllowedAsync(
                    client,
                    $"Create {_kind} '{Wanted.Trim()}'{Detail}",
                    $"Create {_kind}",
                    request,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ConflictException e)
        {
            Forget(Account.Names);
            throw await Account.Names.Through(client).IdOfAsync(_kind, Wanted, cancellationToken).ConfigureAwait(false)
                is { } id
                ? ConflictException.NameTaken(_kind, Wanted.Trim(), id, e)
                : e;
        }
    }

    private protected sealed override async Task ProcessRecordAsync(
        CmdletOutput output,
        CancellationToken cancellationToken
    )
    {
        if (await CreateAsync(output, cancellationToken).ConfigureAwait(false) is { } item)
        {
            Forget(Account.Names);
            await output.WriteObjectAsync(item).ConfigureAwait(false);
        }
    }
}
