using System;
using System.Globalization;

namespace ConstantContact.Tests.Shared;

/// <summary>The size of a test that also runs as a long campaign, as docs/testing.md describes.</summary>
internal static class CampaignSize
{
    /// <summary>The number in the environment variable, or the usual one if the variable is not set.</summary>
    public static int Of(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : usual;
}
