namespace ConstantContact.Core.Resilience;

/// <summary>
/// The requests of this process that wait for their turn, in the order of their arrival, urgent ones first. Not
/// thread-safe.
/// </summary>
internal sealed class PaceQueue
{
    private readonly LinkedList<PaceWaiter> _urgent = new();

    private readonly LinkedList<PaceWaiter> _normal = new();

    public PaceWaiter? Head => (_urgent.First ?? _normal.First)?.Value;

    public int Count => _urgent.Count + _normal.Count;

    public void Add(PaceWaiter waiter, PaceLane lane) =>
        (lane == PaceLane.Urgent ? _urgent : _normal).AddLast(waiter.Node);

    /// <summary>Does nothing if the request no longer waits.</summary>
    public static void Remove(PaceWaiter waiter) => waiter.Node.List?.Remove(waiter.Node);

    /// <summary>Removes and returns all requests.</summary>
    public IReadOnlyList<PaceWaiter> Clear()
    {
        PaceWaiter[] all = [.. _urgent, .. _normal];
        _urgent.Clear();
        _normal.Clear();
        return all;
    }
}
