namespace ConstantContact.Core.Columns;

/// <summary>What a heading may call a custom field of the account.</summary>
/// <param name="Id">The field's id.</param>
/// <param name="Name">What imports call it, without <c>cf:</c>; null where the service gives none.</param>
/// <param name="Label">What people see.</param>
public sealed record FieldHeading(string Id, string? Name, string? Label);
