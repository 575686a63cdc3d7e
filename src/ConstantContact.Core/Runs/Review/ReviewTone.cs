namespace ConstantContact.Core.Runs.Review;

/// <summary>How an outcome is coloured. A colour never says what the text beside it does not.</summary>
public enum ReviewTone
{
    /// <summary>Done, or to be done, as asked.</summary>
    Good,

    /// <summary>Nothing to do.</summary>
    Quiet,

    /// <summary>To be looked at: removed, held back, or left as it was.</summary>
    Warn,

    /// <summary>Failed, or not known.</summary>
    Bad,
}
