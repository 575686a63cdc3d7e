using System;

namespace ConstantContact.Shell.CommandLine;

/// <summary>The command line makes no sense; the message says which word of it.</summary>
internal sealed class UsageException(string message) : Exception(message);
