using System.Runtime.InteropServices;

namespace ConstantContact.Core.Resilience;

/// <summary>What one process has used of a day.</summary>
/// <param name="Id">The process's own number; the system gives the others to later processes again.</param>
/// <param name="ProcessId">The system's number.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="LastAt">Ticks of the UTC time of the last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessCount(long Id, int ProcessId, long Requests, long LastAt);
