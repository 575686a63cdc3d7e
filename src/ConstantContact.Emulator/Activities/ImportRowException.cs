using System;

namespace ConstantContact.Emulator.Activities;

/// <summary>A row that is not imported.</summary>
internal sealed class ImportRowException(string message, bool isCorrectable) : Exception(message)
{
    /// <summary>Whether the web pages would offer to correct it, which is counted apart.</summary>
    internal bool IsCorrectable { get; } = isCorrectable;
}
