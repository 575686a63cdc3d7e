namespace ConstantContact.PowerShell.Session;

/// <summary>One check of <c>Test-CcConnection</c>.</summary>
public sealed class ConnectionCheck
{
    internal ConnectionCheck(string name, string status, string message, string? remedy = null)
    {
        Name = name;
        Status = status;
        Message = message;
        Remedy = remedy;
    }

    /// <summary>One of Network, AuthorizationServer, Clock, Address, Token, Scopes, Privileges, Budget.</summary>
    public string Name { get; }

    public string Status { get; }

    public string Message { get; }

    /// <summary>The remedy; null if no action is needed.</summary>
    public string? Remedy { get; }

    public override string ToString() => $"{Name}: {Status}. {Message}";
}
