using System.Reflection;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Errors;

/// <summary>The table in the design's section on errors. Scripts match on the ids: a change here breaks them.</summary>
public sealed class CcExceptionTests
{
    private static readonly List<Type> Types = typeof(CcException)
        .Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(CcException)))
        .ToList();

    [Theory]
    [InlineData(typeof(AuthenticationFailedException), "CcAuthenticationFailed", true)]
    [InlineData(typeof(QuotaExceededException), "CcQuotaExceeded", true)]
    [InlineData(typeof(InvalidRequestException), "CcInvalidRequest", false)]
    [InlineData(typeof(ForbiddenException), "CcForbidden", false)]
    [InlineData(typeof(NotFoundException), "CcNotFound", false)]
    [InlineData(typeof(ConflictException), "CcConflict", false)]
    [InlineData(typeof(RateLimitedException), "CcRateLimited", false)]
    [InlineData(typeof(QueueFullException), "CcQueueFull", false)]
    [InlineData(typeof(ServiceUnavailableException), "CcServiceUnavailable", false)]
    [InlineData(typeof(ApiTimeoutException), "CcTimeout", false)]
    [InlineData(typeof(ConnectionFailedException), "CcConnectionFailed", false)]
    [InlineData(typeof(UnexpectedResponseException), "CcUnexpectedResponse", false)]
    public void Each_meaning_has_its_id_and_says_whether_the_run_ends(Type type, string id, bool endsTheRun)
    {
        var error = Make(type);

        Assert.Equal((id, endsTheRun), (error.ErrorId, error.EndsTheRun));
        Assert.EndsWith(".", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_are_sealed() => Assert.All(Types, type => Assert.True(type.IsSealed, type.Name));

    [Theory]
    [InlineData("scope", null)]
    [InlineData(null, "privilege")]
    [InlineData("scope", "privilege")]
    public void Advice_of_a_403_names_the_missing_scope_and_privilege(string? scope, string? privilege)
    {
        var advice = new ForbiddenException("x", scope, privilege).RecommendedAction;

        Assert.Equal(scope is not null, advice.Contains("'scope'", StringComparison.Ordinal));
        Assert.Equal(privilege is not null, advice.Contains("'privilege'", StringComparison.Ordinal));
    }

    private static CcException Make(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)[0];
        var arguments = constructor
            .GetParameters()
            .Select(parameter =>
                parameter.ParameterType == typeof(DateTimeOffset)
                    ? default(DateTimeOffset)
                    : (object?)(parameter.Position == 0 ? "x" : null)
            );
        return (CcException)constructor.Invoke(arguments.ToArray());
    }
}
