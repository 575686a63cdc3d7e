namespace ConstantContact.PowerShell.Binding;

/// <summary>What <c>Get-CcContactEngagement</c> asks the service for.</summary>
public enum EngagementReport
{
    /// <summary>Each mailing and what became of it, added up: one object for each contact.</summary>
    Summary,

    /// <summary>The shares that were opened and clicked: one object and one request for each contact.</summary>
    Rates,

    /// <summary>Each single activity, the newest first.</summary>
    Details,
}
