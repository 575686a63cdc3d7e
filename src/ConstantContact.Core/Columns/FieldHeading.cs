namespace ConstantContact.Core.Columns;

/// <summary>The headings that can mean a custom field of the account.</summary>
/// <param name="Id">The field's id.</param>
/// <param name="Name">The name in imports, without <c>cf:</c>. Null if the service returns none.</param>
/// <param name="Label">The name that users see.</param>
public sealed record FieldHeading(string Id, string? Name, string? Label);
