namespace ConstantContact.Core.Errors;

/// <summary>A contact is not as it was when the plan was made, so the plan leaves it alone.</summary>
public sealed class PlanStaleException : CcException
{
    public PlanStaleException(string message)
        : base(message) { }

    public override string ErrorId => "CcPlanStale";

    public override string RecommendedAction =>
        "Nothing was sent about this contact. Make a new plan, which starts from what the contact is now.";
}
