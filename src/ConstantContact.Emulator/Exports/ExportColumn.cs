using System;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Exports;

/// <summary>One column of an export.</summary>
/// <param name="Heading">Words for people, not the name that an import knows.</param>
/// <param name="Value">The contact's cell.</param>
internal sealed record ExportColumn(string Heading, Func<JsonObject, string?> Value);
