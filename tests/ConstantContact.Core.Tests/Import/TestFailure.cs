using System.Net;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Import;

internal sealed class TestFailure : CcException
{
    private readonly string _id;
    private readonly bool _endsTheRun;

    public TestFailure(string id, bool mayHaveArrived = false, HttpStatusCode? status = null, bool endsTheRun = false)
        : base("The request failed.")
    {
        _id = id;
        _endsTheRun = endsTheRun;
        MayHaveArrived = mayHaveArrived;
        StatusCode = status;
    }

    public override string ErrorId => _id;

    public override string RecommendedAction => "Try again.";

    public override bool EndsTheRun => _endsTheRun;
}
