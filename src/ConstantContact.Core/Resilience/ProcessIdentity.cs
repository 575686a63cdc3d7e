using System.Diagnostics;

namespace ConstantContact.Core.Resilience;

/// <summary>Identifies the process that counts.</summary>
internal sealed class ProcessIdentity
{
    public ProcessIdentity(long id, int processId)
    {
        Id = id;
        ProcessId = processId;
    }

    public static ProcessIdentity Current { get; } =
        new(BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0), CurrentId());

    /// <summary>Random, because the system reuses process ids.</summary>
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
