namespace ConstantContact.PowerShell.Binding;

/// <summary>The action if several rows name one contact.</summary>
public enum DuplicateAction
{
    /// <summary>Every row after the first is invalid.</summary>
    Error,
    First,
    Last,
}
