using System.Runtime.InteropServices;

namespace ConstantContact.Core.Pull;

/// <summary>What a pull remembers of a contact: enough to tell that it changed, and how.</summary>
/// <param name="Content">Hash of the whole contact as it came.</param>
/// <param name="Lists">Hash of its lists, whatever their order.</param>
/// <param name="IsDeleted">As it was then.</param>
/// <param name="IsUnsubscribed">As it was then.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PullMark(ulong Content, ulong Lists, bool IsDeleted, bool IsUnsubscribed);
