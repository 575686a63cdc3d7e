using System.Management.Automation;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// Forgets the default connection as soon as the parameter gets a value. If the engine refuses the value, such as an
/// empty token, the cmdlet never runs, and the lines after it must not write to the account before.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ForgetsConnectionAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        ConnectionStore.Remove();
        return inputData;
    }
}
