using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text.RegularExpressions;

namespace ConstantContact.Tests.Hosted;

/// <summary>A host that keeps what it is shown and answers what it is asked.</summary>
public sealed class TestHostUi : PSHostUserInterface
{
    private static readonly Regex Colour = new(
        @"\x1b\[[0-9;]*m",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(5)
    );

    private readonly object _lock = new();
    private readonly List<string> _lines = [];
    private readonly ConcurrentQueue<string> _answers = new();
    private readonly ConcurrentQueue<Prompt> _prompts = new();
    private readonly ConcurrentQueue<ProgressRecord> _progress = new();
    private string _open = "";

    public override PSHostRawUserInterface RawUI { get; } = new TestRawUi();

    /// <summary>
    /// What the screen shows: What-if texts, formatted output, and the streams as a console would show them.
    /// </summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return _open.Length == 0 ? [.. _lines] : [.. _lines, _open];
            }
        }
    }

    public string Screen => string.Join("\n", Lines);

    public IReadOnlyCollection<Prompt> Prompts => _prompts;

    public IReadOnlyCollection<ProgressRecord> Progress => _progress;

    /// <summary>What happens while a question stands.</summary>
    public Action? WhileAsked { get; set; }

    /// <summary>Answers for the next prompts, by label: "Yes", "Yes to All", "No", "No to All", "Suspend".</summary>
    public void Answer(params string[] labels)
    {
        foreach (string label in labels)
        {
            _answers.Enqueue(label);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
            _open = "";
        }

        _prompts.Clear();
        _progress.Clear();
    }

    /// <summary>Clears all, as for another test.</summary>
    public void Forget()
    {
        Clear();
        _answers.Clear();
        WhileAsked = null;
    }

    public override void Write(string value)
    {
        lock (_lock)
        {
            // Tables come coloured: a host that cannot show it takes it out.
            string[] parts = (_open + Colour.Replace(value, ""))
                .Replace("\r\n", "\n", StringComparison.Ordinal)
                .Split('\n');
            _lines.AddRange(parts[..^1]);
            _open = parts[^1];
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(value);

    public override void WriteLine(string value) => Write(value + "\n");

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Enqueue(record);

    public override int PromptForChoice(
        string caption,
        string message,
        Collection<ChoiceDescription> choices,
        int defaultChoice
    )
    {
        string[] labels = choices.Select(c => c.Label.Replace("&", "", StringComparison.Ordinal)).ToArray();
        _prompts.Enqueue(new Prompt(caption, message, labels));
        WhileAsked?.Invoke();
        if (!_answers.TryDequeue(out string? answer))
        {
            throw new InvalidOperationException($"Nobody expected the question '{caption}': {message}");
        }

        int index = Array.IndexOf(labels, answer);
        return index >= 0
            ? index
            : throw new InvalidOperationException($"'{answer}' is none of {string.Join(", ", labels)}.");
    }

    public override Dictionary<string, PSObject> Prompt(
        string caption,
        string message,
        Collection<FieldDescription> descriptions
    ) =>
        throw new InvalidOperationException(
            $"Missing mandatory value: {string.Join(", ", descriptions.Select(d => d.Name))}"
        );

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName
    ) => throw new NotSupportedException();

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options
    ) => throw new NotSupportedException();

    public override string ReadLine() => throw new NotSupportedException();

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
}
