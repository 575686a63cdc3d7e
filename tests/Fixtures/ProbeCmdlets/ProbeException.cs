using ConstantContact.Core.Errors;

namespace ConstantContact.ProbeCmdlets;

internal sealed class ProbeException : CcException
{
    private readonly bool _endsTheRun;

    internal ProbeException(string message, bool endsTheRun)
        : base(message) => _endsTheRun = endsTheRun;

    public override string ErrorId => "CcNotFound";

    public override string RecommendedAction => "Nothing: it is a probe.";

    public override bool EndsTheRun => _endsTheRun;
}
