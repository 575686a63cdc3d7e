namespace ConstantContact.PowerShell.Binding;

/// <summary>What an import does about values that look damaged; the same members as Core's.</summary>
public enum DamageAction
{
    Warn,
    Stop,
    Ignore,
}
