using System;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>What Write-Error wraps a message in; the name is the Reason that an error shows.</summary>
internal sealed class WriteErrorException(string? message) : Exception(message);
