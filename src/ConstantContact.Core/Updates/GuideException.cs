namespace ConstantContact.Core.Updates;

/// <summary>
/// Carries an exception of the guide out of the row that asked it, such as a host that cannot prompt or a downstream
/// command that stopped. It is not a failure of the row and ends the run unchanged.
/// </summary>
internal sealed class GuideException(Exception inner) : Exception(inner.Message, inner);
