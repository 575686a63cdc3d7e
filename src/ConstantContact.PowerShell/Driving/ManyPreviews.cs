using ConstantContact.Core.Base;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// The texts for <c>ShouldProcess</c> about many contacts. Under <c>-WhatIf</c>, the first are shown in full and the
/// others in one line each, or all in full under <c>-Verbose</c>. Otherwise a line is enough, because the verbose
/// stream shows the body when it is sent.
/// </summary>
internal sealed class ManyPreviews(CmdletOutput output)
{
    private const int InFull = 20;

    private int _shown;

    public string Text(UpdatePreview preview) => Text(preview.ToString(), () => PreviewText.Render(preview));

    /// <param name="line">The short text, one line.</param>
    /// <param name="full">The full text, several lines.</param>
    public string Text(string line, Func<string> full)
    {
        if (!output.IsWhatIf)
        {
            return line;
        }

        var number = Interlocked.Increment(ref _shown);
        if (output.IsVerbose || number <= InFull)
        {
            return full();
        }

        if (number == InFull + 1)
        {
            output.WriteWarning(
                $"{Quantity.Of(InFull, "contact was", "contacts were")} shown in full. The others follow with a line "
                    + "each. -Verbose shows all of them in full."
            );
        }

        return line;
    }
}
