using System.Collections.Generic;

namespace ConstantContact.Emulator.OAuth;

/// <summary>Whose a bearer token is and what it may do.</summary>
/// <param name="ClientId">The application, which the allowance belongs to.</param>
/// <param name="Scopes">Null: everything, as for the tokens of <c>--token</c>.</param>
internal sealed record AcceptedToken(string ClientId, IReadOnlyList<string>? Scopes);
