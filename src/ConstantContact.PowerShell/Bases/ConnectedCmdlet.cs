using System.Management.Automation;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Errors;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet that uses an account.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private CcConnection? _account;
    private bool _isPiped;

    private protected ConnectedCmdlet() { }

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

    /// <summary>Rejects a piped object without name and id, because it must not select every item.</summary>
    /// <param name="names">The identifying parameters as bound for this record.</param>
    /// <exception cref="InvalidInputException"><c>CcMissingIdentity</c>.</exception>
    private protected void RequireNamed(params object?[] names)
    {
        if (_isPiped && Array.TrueForAll(names, IsNothing))
        {
            throw new InvalidInputException(
                "CcMissingIdentity",
                "The object from the pipeline has no name and no id.",
                "Pipe names, ids, or objects that have one of them."
            );
        }
    }

    // A contact without a name has a blank property Name. An empty list of ids counts as given: a contact on no list.
    private static bool IsNothing(object? name) =>
        name is null || (name is string?[] { Length: > 0 } texts && texts.All(string.IsNullOrWhiteSpace));

    private protected sealed override void CheckArguments() =>
        GivenParameters.RequireValues(GetType(), MyInvocation.BoundParameters);

    /// <summary>
    /// The account's custom fields as headings name them, cached for a minute. Blocks the pipeline thread.
    /// </summary>
    private protected IReadOnlyCollection<FieldHeading> FieldHeadings()
    {
        IReadOnlyCollection<FieldHeading> fields = [];
        PipelinePump.Run(
            this,
            async (output, cancellationToken) =>
                fields = [
                    .. (
                        await Account
                            .Names.Through(Account.Client.Observed(new RequestTrace(output)))
                            .CustomFieldsAsync(cancellationToken)
                            .ConfigureAwait(false)
                    ).Select(f => new FieldHeading(f.Id, f.Name, f.Label)),
                ],
            StopToken
        );
        return fields;
    }

    /// <summary>Derived classes that override this method must call it first.</summary>
    private protected override void Prepare()
    {
        _isPiped = MyInvocation.ExpectingInput;
        _account = Connection ?? ConnectionStore.Current;
        if (_account is null && NeedsAccount)
        {
            throw NotConnectedException.Create();
        }
    }
}
