using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;

namespace ConstantContact.Shell.Hosting;

/// <summary>
/// Output and questions. Errors go to stderr, everything else to stdout, as pwsh does it; escape sequences reach
/// terminals only. A question without a person is an error, never a guess.
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly ShellRawUserInterface _rawUI = new();
    private readonly ProgressLine _progress = new();
    private readonly System.Threading.Lock _gate = new();

    // Cells written since the last line end: what Read-Host finds in front of the answer.
    private int _column;

    /// <summary>Shared with the prompt, for its history.</summary>
    public LineEditor Editor { get; } = new();

    public override PSHostRawUserInterface RawUI => _rawUI;

    public override bool SupportsVirtualTerminal => Terminal.AnsiOutput;

    public override void Write(string value) => Put(Console.Out, value, Terminal.AnsiOutput);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Put(Console.Out, Coloured(foregroundColor, backgroundColor, value), Terminal.AnsiOutput);

    public override void WriteLine(string value) => Put(Console.Out, value + Environment.NewLine, Terminal.AnsiOutput);

    public override void WriteErrorLine(string value) => Put(Console.Error, value + Environment.NewLine, Terminal.AnsiError);

    public override void WriteDebugLine(string message) => WritePrefixed("DEBUG: ", message, PSStyle.Instance.Formatting.Debug);

    public override void WriteVerboseLine(string message) => WritePrefixed("VERBOSE: ", message, PSStyle.Instance.Formatting.Verbose);

    public override void WriteWarningLine(string message) => WritePrefixed("WARNING: ", message, PSStyle.Instance.Formatting.Warning);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress.Update(sourceId, record);
        }
    }

    public override string ReadLine()
    {
        if (Terminal.HasPerson)
        {
            return ReadFromPerson(string.Empty, mask: false);
        }

        // A script may read its redirected input; only when there is none left is a person missing.
        return Console.In.ReadLine() ?? throw new PersonNeededException("Read-Host found the end of the input");
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequirePerson("A secret is asked for");
        var secret = new SecureString();
        foreach (var c in ReadFromPerson(string.Empty, mask: true))
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ArgumentNullException.ThrowIfNull(descriptions);
        RequirePerson("Values are missing for: " + string.Join(", ", descriptions.Select(d => d.Name)));
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in descriptions)
        {
            answers[field.Name] = PSObject.AsPSObject(Ask(field));
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ArgumentNullException.ThrowIfNull(choices);
        RequirePerson(string.Join(": ", new[] { caption, message }.Where(s => !string.IsNullOrEmpty(s))).ReplaceLineEndings(" "));
        WriteHeading(caption, message);
        var labels = choices.Select(c => (Key: HotKey(c.Label), Text: c.Label.Replace("&", string.Empty, StringComparison.Ordinal))).ToList();
        var prompt = new StringBuilder();
        foreach (var (key, text) in labels)
        {
            prompt.Append('[').Append(key).Append("] ").Append(text).Append("  ");
        }

        prompt.Append("[?] Help");
        if (defaultChoice >= 0)
        {
            prompt.Append(CultureInfo.InvariantCulture, $" (default is \"{labels[defaultChoice].Key}\")");
        }

        prompt.Append(": ");
        while (true)
        {
            var answer = ReadFromPerson(prompt.ToString(), mask: false).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (answer == "?")
            {
                foreach (var (choice, label) in choices.Zip(labels))
                {
                    WriteLine($"{label.Key} - {choice.HelpMessage}");
                }

                continue;
            }

            var index = labels.FindIndex(l =>
                string.Equals(l.Key, answer, StringComparison.CurrentCultureIgnoreCase) || string.Equals(l.Text, answer, StringComparison.CurrentCultureIgnoreCase));
            if (index >= 0)
            {
                return index;
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RequirePerson("A credential is asked for");
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            userName = ReadFromPerson("User: ", mask: false);
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private static void RequirePerson(string what)
    {
        if (!Terminal.HasPerson)
        {
            throw new PersonNeededException(what);
        }
    }

    // "&Yes" is chosen by Y; a label without a mark by its whole text.
    private static string HotKey(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length
            ? label[mark + 1].ToString().ToUpper(CultureInfo.CurrentCulture)
            : label;
    }

    private static string Coloured(ConsoleColor foreground, ConsoleColor background, string value) =>
        PSStyle.MapForegroundColorToEscapeSequence(foreground)
        + (background == ConsoleColor.Black ? string.Empty : PSStyle.MapBackgroundColorToEscapeSequence(background))
        + value
        + PSStyle.Instance.Reset;

    private string ReadFromPerson(string prompt, bool mask)
    {
        lock (_gate)
        {
            _progress.Hide();
        }

        try
        {
            var column = _column;
            _column = 0;
            return Editor.Read(prompt, mask, column) ?? throw new PersonNeededException("The question was left with Ctrl+D");
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private object? Ask(FieldDescription field)
    {
        var type = string.IsNullOrEmpty(field.ParameterAssemblyFullName) ? null : Type.GetType(field.ParameterAssemblyFullName);
        type ??= LanguagePrimitives.TryConvertTo<Type>(field.ParameterTypeFullName, CultureInfo.InvariantCulture, out var found) ? found : typeof(string);
        if (type == typeof(SecureString))
        {
            Write(field.Name + ": ");
            return ReadLineAsSecureString();
        }

        if (type == typeof(PSCredential))
        {
            return PromptForCredential(string.Empty, string.Empty, string.Empty, string.Empty);
        }

        if (!type.IsArray)
        {
            return LanguagePrimitives.ConvertTo(ReadFromPerson(field.Name + ": ", mask: false), type, CultureInfo.InvariantCulture);
        }

        var items = new List<string>();
        while (ReadFromPerson($"{field.Name}[{items.Count}]: ", mask: false) is { Length: > 0 } item)
        {
            items.Add(item);
        }

        return LanguagePrimitives.ConvertTo(items, type, CultureInfo.InvariantCulture);
    }

    private void WriteHeading(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine(caption);
        }

        if (!string.IsNullOrEmpty(message))
        {
            WriteLine(message);
        }
    }

    private void WritePrefixed(string prefix, string message, string style) =>
        WriteLine(style + prefix + message + PSStyle.Instance.Reset);

    private void Put(TextWriter writer, string value, bool ansi)
    {
        lock (_gate)
        {
            _progress.Hide();
            var plain = value.Contains('\e', StringComparison.Ordinal) ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;
            writer.Write(ansi ? value : plain);
            var lineEnd = plain.LastIndexOf('\n');
            _column = lineEnd < 0 ? _column + plain.Length : plain.Length - lineEnd - 1;
        }
    }
}
