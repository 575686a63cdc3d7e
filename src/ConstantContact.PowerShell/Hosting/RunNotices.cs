namespace ConstantContact.PowerShell.Hosting;

/// <summary>What a run has said once and need not say again. From any thread.</summary>
internal sealed class RunNotices
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>True for the first who asks.</summary>
    internal bool First(string notice)
    {
        lock (_given)
        {
            return _given.Add(notice);
        }
    }
}
