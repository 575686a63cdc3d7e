namespace ConstantContact.Core.Contacts;

/// <summary>
/// The requested changes to the street address of one kind. Parts not named keep their value. A null part is cleared.
/// <see cref="Clears"/> removes the whole address.
/// </summary>
public sealed record AddressPatch(string Kind, IReadOnlyDictionary<string, string?> Parts, bool Clears = false);
