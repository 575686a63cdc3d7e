namespace ConstantContact.PowerShell.Session;

/// <summary>One thing that <c>Test-CcConnection</c> looked at.</summary>
public sealed class ConnectionCheck
{
    internal ConnectionCheck(string name, CheckStatus status, string message, string? remedy = null)
    {
        Name = name;
        Status = status;
        Message = message;
        Remedy = remedy;
    }

    /// <summary>Network, AuthorizationServer, Clock, Token, Scopes, Privileges, Budget.</summary>
    public string Name { get; }

    public CheckStatus Status { get; }

    public string Message { get; }

    /// <summary>What to do; null where nothing is to be done.</summary>
    public string? Remedy { get; }

    public override string ToString() => $"{Name}: {Status}. {Message}";
}
