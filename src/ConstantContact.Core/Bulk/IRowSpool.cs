using System;

namespace ConstantContact.Core.Bulk;

/// <summary>Keeps rows from the pipeline, so that all of them can be checked before the first is sent.</summary>
public interface IRowSpool : IRowSource, IDisposable
{
    long Count { get; }

    /// <param name="row">The next one: its number is <see cref="Count"/> + 1.</param>
    void Add(InputRow row);
}
