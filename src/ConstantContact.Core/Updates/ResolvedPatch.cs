using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>A patch, and the names of everything that it changes.</summary>
internal sealed record ResolvedPatch(ContactPatch Patch, PatchNames Names);
