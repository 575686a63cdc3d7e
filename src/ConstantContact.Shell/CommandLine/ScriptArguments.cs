using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace ConstantContact.Shell.CommandLine;

/// <summary>
/// Turns words of a command line into parameters of a script, by the rules of <c>pwsh -File</c>: nothing is
/// evaluated, and only <c>-Switch:$true</c>, <c>:$false</c> and <c>:$null</c> become more than text.
/// </summary>
internal static class ScriptArguments
{
    public static IEnumerable<CommandParameter> Parse(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            // A negative number or a lone dash is a value; en and em dashes come from copied documents.
            if (word.Length < 2 || !IsDash(word[0]) || char.IsAsciiDigit(word[1]) || word[1] == '.')
            {
                yield return new CommandParameter(null, word);
                continue;
            }

            var colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                yield return new CommandParameter(word);
            }
            else if (colon == word.Length - 1)
            {
                // "-Name: value": the value is the next word, which the engine's binder picks up by itself.
                yield return new CommandParameter(word[..colon]);
            }
            else
            {
                yield return new CommandParameter(word[..colon], Value(word[(colon + 1)..]));
            }
        }
    }

    private static bool IsDash(char c) => c is '-' or '\u2013' or '\u2014' or '\u2015';

    private static object? Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        "$NULL" => null,
        _ => text,
    };
}
