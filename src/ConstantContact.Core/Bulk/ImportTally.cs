using System.Collections.Generic;

namespace ConstantContact.Core.Bulk;

/// <summary>What the second pass counts while it makes chunks.</summary>
internal sealed class ImportTally
{
    public List<SuppressedRow> SuppressedRows { get; } = [];

    public List<RowFailure> TooLarge { get; } = [];

    public long Duplicates { get; set; }

    /// <summary>Place in the input of the last row that went into a chunk.</summary>
    public long LastPlace { get; set; }
}
