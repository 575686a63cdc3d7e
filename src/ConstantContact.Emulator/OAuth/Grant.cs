using System;
using System.Collections.Generic;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// The permissions that a user gave an application, and the one refresh token that currently stands for them.
/// </summary>
internal sealed class Grant
{
    internal required RegisteredClient Client { get; init; }

    internal required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Counts rotations: the live refresh token carries this number, the dead ones a smaller one.</summary>
    internal int Number { get; set; }

    internal DateTimeOffset LastUsed { get; set; }
}
