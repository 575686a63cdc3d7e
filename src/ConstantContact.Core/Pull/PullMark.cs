using System.Runtime.InteropServices;

namespace ConstantContact.Core.Pull;

/// <summary>The facts that a pull stores about a contact: enough to detect a change and its kind.</summary>
/// <param name="Content">Hash of the whole contact as received.</param>
/// <param name="Lists">Hash of its lists in any order.</param>
/// <param name="IsDeleted">The state at that time.</param>
/// <param name="IsUnsubscribed">The state at that time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PullMark(ulong Content, ulong Lists, bool IsDeleted, bool IsUnsubscribed);
