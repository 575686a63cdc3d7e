namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The output of the cmdlet under which asynchronous code runs. Only a token store that runs PowerShell commands needs
/// it, far below the cmdlet. Set for each worker, and flows into everything that the worker starts.
/// </summary>
internal static class AmbientOutput
{
    private static readonly AsyncLocal<CmdletOutput?> Flow = new();

    internal static CmdletOutput? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }
}
