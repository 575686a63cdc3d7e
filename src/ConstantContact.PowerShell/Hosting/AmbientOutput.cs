namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The output of the cmdlet under which asynchronous code runs, for the one thing that is deep below it and must come up again:
/// a token store that is PowerShell itself. Set for each worker; flows with it into whatever it starts.
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
