namespace ConstantContact.Core.Updates;

/// <summary>The answer to a preview.</summary>
public enum Approval
{
    Send,

    /// <summary>A person said no to this one.</summary>
    Declined,

    /// <summary>-WhatIf: it was only to be shown.</summary>
    PreviewOnly,
}
