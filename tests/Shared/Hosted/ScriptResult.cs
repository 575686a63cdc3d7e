using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace ConstantContact.Tests.Hosted;

/// <summary>Everything that one script gave back.</summary>
public sealed class ScriptResult
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    /// <summary>
    /// The error stream: per-record errors, and those that ended a statement (what <c>ThrowTerminatingError</c> does;
    /// the script goes on after it unless it has a <c>try</c> or <c>$ErrorActionPreference = 'Stop'</c>).
    /// </summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>
    /// What the whole script ended with, if it did not come to its end: a throw, or an error under <c>Stop</c>.
    /// </summary>
    public required Exception? Terminating { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Debug { get; init; }

    public required IReadOnlyList<InformationRecord> Information { get; init; }

    public required IReadOnlyList<ProgressRecord> Progress { get; init; }

    /// <summary>What the host showed meanwhile: What-if texts and formatted output.</summary>
    public required IReadOnlyList<string> Screen { get; init; }

    public required IReadOnlyList<Prompt> Prompts { get; init; }

    /// <summary>The record of <see cref="Terminating"/>, where it has one.</summary>
    public ErrorRecord? TerminatingError => (Terminating as IContainsErrorRecord)?.ErrorRecord;

    public string ScreenText => string.Join("\n", Screen);

    public T Single<T>() => Assert.IsType<T>(Assert.Single(Output).BaseObject, exactMatch: false);

    /// <summary>Fails the test, naming the errors, unless there are none.</summary>
    public ScriptResult Succeeded()
    {
        Assert.True(
            Terminating is null && Errors.Count == 0,
            string.Join(
                "\n",
                Errors.Select(e => $"{e.FullyQualifiedErrorId}: {e}").Append($"terminating: {Terminating}")
            )
        );
        return this;
    }

    /// <summary>The one error, terminating or not, whose id starts with <paramref name="id"/>.</summary>
    public ErrorRecord FailedWith(string id)
    {
        ErrorRecord[] all =
            TerminatingError is { } last && !Errors.Contains(last) && Errors.All(e => e.Exception != last.Exception)
                ? [.. Errors, last]
                : [.. Errors];
        ErrorRecord error = Assert.Single(all);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }
}
