using System.Collections.Generic;

namespace ConstantContact.Tests.Hosted;

/// <summary>A question that the engine put to the host.</summary>
/// <param name="Caption">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="Choices">The labels, without the ampersands that mark hot keys.</param>
public sealed record Prompt(string Caption, string Message, IReadOnlyList<string> Choices);
