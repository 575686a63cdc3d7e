namespace ConstantContact.PowerShell.Binding;

/// <summary>The data that <c>Get-CcContactEngagement</c> requests from the service.</summary>
public enum EngagementReport
{
    /// <summary>The totals of each mailing and its reactions: one object per contact.</summary>
    Summary,

    /// <summary>Open rate and click rate: one object and one request per contact.</summary>
    Rates,

    /// <summary>Each activity, the newest first.</summary>
    Details,
}
