using System;
using System.Linq;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Hosting;

/// <summary>ShouldProcess and ShouldContinue, asked from the pool.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open(TestFiles.ProbeCmdlets);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void WhatIf_shows_the_whole_text_and_says_why_not()
    {
        ScriptResult result = _host.Run("'a' | Clear-Probe -WhatIf").Succeeded();

        Assert.Equal("What if: Clear a\nwith a second line", result.ScreenText);
        Assert.Equal("a: False WhatIf False prompts=False whatif=True", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void The_WhatIf_preference_counts_as_WhatIf() =>
        Assert.Equal(
            "a: False WhatIf False prompts=False whatif=True",
            Assert.Single(_host.Run("$WhatIfPreference = $true; 'a' | Clear-Probe").Succeeded().Output).ToString()
        );

    [Fact]
    public void An_answer_reaches_the_worker()
    {
        _host.Ui.Answer("Yes", "No");

        ScriptResult result = _host.Run("'a', 'b' | Clear-Probe").Succeeded();

        Assert.Equal(
            ["a: True None False prompts=True whatif=False", "b: False None False prompts=True whatif=False"],
            result.Output.Select(o => o.ToString())
        );
        Assert.Equal(("Clearing", "Clear a?"), (result.Prompts[0].Caption, result.Prompts[0].Message));
    }

    [Fact]
    public void Without_confirmation_nothing_is_asked() =>
        Assert.Equal(
            "a: True None False prompts=False whatif=False",
            Assert.Single(_host.Run("'a' | Clear-Probe -Confirm:$false").Succeeded().Output).ToString()
        );

    [Fact]
    public void Yes_to_all_is_remembered_for_the_run()
    {
        _host.Ui.Answer("Yes to All");

        ScriptResult result = _host.Run("'a', 'b' | Clear-Probe -Confirm:$false -Continue").Succeeded();

        Assert.Single(result.Prompts);
        Assert.All(result.Output, o => Assert.Contains("True None True", o.ToString(), StringComparison.Ordinal));
    }
}
