namespace ConstantContact.Core.Resilience;

/// <summary>The place of a request in the pace queue.</summary>
public enum PaceLane
{
    Normal,

    /// <summary>Goes before all waiting normal requests. For a PUT whose body was read a moment ago.</summary>
    Urgent,
}
