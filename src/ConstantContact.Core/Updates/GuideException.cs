namespace ConstantContact.Core.Updates;

/// <summary>
/// Carries what the guide threw out of the row that asked it: a host that cannot ask, a consumer that has had enough. That is no
/// failure of the row, and ends the run unchanged.
/// </summary>
internal sealed class GuideException(Exception inner) : Exception(inner.Message, inner);
