using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Errors;

/// <summary>No <c>-Connection</c> was given and this runspace has none.</summary>
internal sealed class NotConnectedException : CcException
{
    private NotConnectedException(string message)
        : base(message) { }

    public override string ErrorId => "CcNotConnected";

    public override string RecommendedAction =>
        "Run Connect-CcAccount first, or give -Connection. A connection belongs to one runspace. Jobs and "
        + "ForEach-Object -Parallel need their own connection, or $using:connection.";

    public override bool EndsTheRun => true;

    internal static NotConnectedException Create() => new("Not connected to a Constant Contact account.");
}
