using System.Collections.Generic;

namespace ConstantContact.Emulator.Activities;

/// <summary>One contact of an import: column → cell.</summary>
/// <param name="Line">Its number in the file, or its place in import_data, from 1; for messages.</param>
/// <param name="Cells">Cells by column name, as they came.</param>
internal sealed record ImportRow(int Line, IReadOnlyDictionary<string, string> Cells);
