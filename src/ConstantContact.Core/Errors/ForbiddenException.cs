namespace ConstantContact.Core.Errors;

/// <summary>
/// The token is valid but does not permit this request (403): its scope does not cover the endpoint, the user lacks a
/// privilege, or the application was deactivated.
/// </summary>
public sealed class ForbiddenException : CcException
{
    public ForbiddenException(
        string message,
        string? requiredScope,
        string? requiredPrivilege,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        RequiredScope = requiredScope;
        RequiredPrivilege = requiredPrivilege;
    }

    public override string ErrorId => "CcForbidden";

    public override string RecommendedAction =>
        MissingScope is null && MissingPrivilege is null
            ? Advice(RequiredScope, RequiredPrivilege)
            : Advice(MissingScope, MissingPrivilege);

    /// <summary>The OAuth scope that the endpoint requires; null if the request does not state it.</summary>
    public string? RequiredScope { get; }

    /// <summary>The user privilege that the endpoint requires; null if the request does not state it.</summary>
    public string? RequiredPrivilege { get; }

    /// <summary>The scope that the token lacks; null if unknown.</summary>
    public string? MissingScope { get; private init; }

    /// <summary>The privilege that the user lacks; null if unknown.</summary>
    public string? MissingPrivilege { get; private init; }

    /// <summary>The same error with what is missing, and a sentence about it.</summary>
    internal ForbiddenException Lacking(string? scope, string? privilege, string finding) =>
        new($"{Message} {finding}", RequiredScope, RequiredPrivilege, this)
        {
            MissingScope = scope,
            MissingPrivilege = privilege,
            StatusCode = StatusCode,
            ErrorKey = ErrorKey,
            MayHaveArrived = MayHaveArrived,
        };

    private static string Advice(string? scope, string? privilege) =>
        (scope, privilege) switch
        {
            (null, null) => "Check the scopes of the token and the privileges of the user in Constant Contact.",
            ({ }, null) => $"Sign in again and request the scope '{scope}'.",
            (null, { }) => $"Ask the account owner to give the user the privilege '{privilege}'.",
            ({ }, { }) =>
                $"Sign in again and request the scope '{scope}'. If the token already has it, ask the account owner to "
                    + $"give the user the privilege '{privilege}'.",
        };
}
