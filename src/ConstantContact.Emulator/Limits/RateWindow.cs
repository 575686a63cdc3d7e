namespace ConstantContact.Emulator.Limits;

/// <summary>How "4 requests per second" is counted. Which one the service uses is unknown.</summary>
public enum RateWindow
{
    /// <summary>No second, wherever it begins, holds more than the rate. The stricter one, hence the default.</summary>
    Sliding,

    /// <summary>No second of the clock holds more than the rate.</summary>
    Fixed,
}
