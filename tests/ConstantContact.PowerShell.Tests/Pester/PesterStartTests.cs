using Xunit;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>Starts the suites, so that they run beside all other tests.</summary>
public sealed class PesterStartTests
{
    [Fact]
    public void Suites_have_started_and_are_running() => Assert.True(PesterRun.Current.IsRunning);
}
