namespace ConstantContact.Core.Contacts;

/// <summary>
/// What a patch asks of the street address of one kind. Parts not named stay; a part given as null is cleared;
/// <see cref="Clears"/> removes the whole address.
/// </summary>
public sealed record AddressPatch(string Kind, IReadOnlyDictionary<string, string?> Parts, bool Clears = false);
