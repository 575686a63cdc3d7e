using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace ConstantContact.Shell.Hosting;

/// <summary>The newest progress record on one line of a terminal; nothing where stderr is not one.</summary>
internal sealed class ProgressLine
{
    private readonly Dictionary<(long Source, int Activity), ProgressRecord> _running = [];
    private bool _shown;

    public void Update(long source, ProgressRecord record)
    {
        if (!Terminal.HasError)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            _running.Remove((source, record.ActivityId));
        }
        else
        {
            _running[(source, record.ActivityId)] = record;
        }

        Hide();
        if (_running.Count > 0)
        {
            // The outermost activity is what a person waits for.
            Show(_running.Values.OrderBy(r => r.ParentActivityId).First());
        }
    }

    /// <summary>Takes the line away, so that text can be written where it stands.</summary>
    public void Hide()
    {
        if (_shown)
        {
            Console.Error.Write("\r\e[K");
            _shown = false;
        }
    }

    private void Show(ProgressRecord record)
    {
        var percent = record.PercentComplete >= 0 ? record.PercentComplete.ToString(CultureInfo.InvariantCulture).PadLeft(3) + " %  " : string.Empty;
        var left = record.SecondsRemaining >= 0 ? "  " + TimeSpan.FromSeconds(record.SecondsRemaining).ToString("c", CultureInfo.InvariantCulture) + " left" : string.Empty;
        var text = $"{percent}{record.Activity}: {record.StatusDescription}{left}".ReplaceLineEndings(" ");
        var width = Console.WindowWidth > 1 ? Console.WindowWidth - 1 : 79;
        Console.Error.Write(text.Length > width ? text[..width] : text);
        _shown = true;
    }
}
