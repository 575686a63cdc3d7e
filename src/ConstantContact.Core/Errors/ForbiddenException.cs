using System;

namespace ConstantContact.Core.Errors;

/// <summary>
/// The token is good but may not do this (403): its scope does not cover the endpoint, the user lacks a privilege, or
/// the application was deactivated.
/// </summary>
public sealed class ForbiddenException : CcException
{
    public ForbiddenException(string message, string? requiredScope, string? requiredPrivilege, Exception? innerException = null)
        : base(message, innerException)
    {
        RequiredScope = requiredScope;
        RequiredPrivilege = requiredPrivilege;
    }

    public override string ErrorId => "CcForbidden";

    public override string RecommendedAction => (RequiredScope, RequiredPrivilege) switch
    {
        (null, null) => "Check the scopes of the token and the privileges of the user in Constant Contact.",
        ({ } scope, null) => $"Sign in again and ask for the scope '{scope}'.",
        (null, { } privilege) => $"Have the account's owner give the user the privilege '{privilege}'.",
        ({ } scope, { } privilege) =>
            $"Sign in again and ask for the scope '{scope}'; if the token has it, have the account's owner give the user the privilege '{privilege}'.",
    };

    /// <summary>The OAuth scope that the endpoint asks for, where the request states it.</summary>
    public string? RequiredScope { get; }

    /// <summary>The user privilege that the endpoint asks for, where the request states it.</summary>
    public string? RequiredPrivilege { get; }
}
