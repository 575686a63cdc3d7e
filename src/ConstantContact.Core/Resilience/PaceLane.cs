namespace ConstantContact.Core.Resilience;

/// <summary>Where a request stands in the pace queue.</summary>
public enum PaceLane
{
    Normal,

    /// <summary>Goes before all waiting normal requests: a PUT whose body was read a moment ago.</summary>
    Urgent,
}
