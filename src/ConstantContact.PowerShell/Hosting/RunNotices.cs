namespace ConstantContact.PowerShell.Hosting;

/// <summary>The notices that a run has already written and need not repeat. Callable from any thread.</summary>
internal sealed class RunNotices
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>True for the first call with this notice.</summary>
    internal bool First(string notice)
    {
        lock (_given)
        {
            return _given.Add(notice);
        }
    }
}
