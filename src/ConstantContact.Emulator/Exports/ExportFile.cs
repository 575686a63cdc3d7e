using System;

namespace ConstantContact.Emulator.Exports;

/// <summary>The file of an export: announced with the activity, there when that has completed.</summary>
internal sealed class ExportFile(DateTimeOffset createdAt)
{
    internal DateTimeOffset CreatedAt => createdAt;

    internal byte[]? Csv { get; set; }
}
