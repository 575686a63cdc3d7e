using System.ComponentModel;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Identifies a segment.</summary>
[TypeConverter(typeof(NamedIdentityConverter))]
public sealed class SegmentIdentity : NamedIdentity
{
    /// <param name="value">An id, a name, or an object that has one.</param>
    public SegmentIdentity(object value)
        : base(value, "segment", ["SegmentId", "segment_id"], ["Name"]) { }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal Task<Segment> FindAsync(NameDirectory names, CancellationToken cancellationToken) =>
        names.SegmentAsync(Text, cancellationToken);

    /// <summary>
    /// The number. Sends no request if a segment object was given. A bare number could also be the name of another
    /// segment.
    /// </summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal async Task<int> IdAsync(NameDirectory names, CancellationToken cancellationToken) =>
        Given is Segment known
            ? known.SegmentId
            : (await FindAsync(names, cancellationToken).ConfigureAwait(false)).SegmentId;
}
