namespace ConstantContact.PowerShell.Binding;

/// <summary>The action of an import on values that look damaged. Has the same members as in Core.</summary>
public enum DamageAction
{
    Warn,
    Stop,
    Ignore,
}
