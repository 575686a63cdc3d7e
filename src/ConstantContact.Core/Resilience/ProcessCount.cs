using System.Runtime.InteropServices;

namespace ConstantContact.Core.Resilience;

/// <summary>The requests that one process has used in a day.</summary>
/// <param name="Id">Our own id for the process, because the system reuses its process ids.</param>
/// <param name="ProcessId">The system's process id.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="LastAt">UTC time of the last request, in ticks.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessCount(long Id, int ProcessId, long Requests, long LastAt);
