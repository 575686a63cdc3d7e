using System;

namespace ConstantContact.Emulator.Reports;

/// <summary>One thing that a contact did with a mailing, or that happened to it.</summary>
/// <param name="Id">The same at every call; no member of the API's answers.</param>
/// <param name="Campaign">The mailing.</param>
/// <param name="Type">One of <see cref="TrackedEvents.Types"/>.</param>
/// <param name="Time">When.</param>
internal sealed record TrackedEvent(Guid Id, Campaign Campaign, string Type, DateTimeOffset Time);
