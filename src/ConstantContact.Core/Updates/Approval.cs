namespace ConstantContact.Core.Updates;

/// <summary>The answer to a preview.</summary>
public enum Approval
{
    Send,

    /// <summary>The user declined this row.</summary>
    Declined,

    /// <summary>-WhatIf: the request is only shown.</summary>
    PreviewOnly,
}
