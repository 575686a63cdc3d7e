using System.Diagnostics;

namespace ConstantContact.Core.Resilience;

/// <summary>Which process it is that counts.</summary>
internal sealed class ProcessIdentity
{
    public ProcessIdentity(long id, int processId)
    {
        Id = id;
        ProcessId = processId;
    }

    public static ProcessIdentity Current { get; } = new(BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0), CurrentId());

    /// <summary>Drawn at random, since process ids come back.</summary>
    public long Id { get; }

    public int ProcessId { get; }

    private static int CurrentId()
    {
#if NET
        return Environment.ProcessId;
#else
        using var process = Process.GetCurrentProcess();
        return process.Id;
#endif
    }
}
