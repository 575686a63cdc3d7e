namespace ConstantContact.PowerShell.Hosting;

/// <summary>A message that is tried even when the run is over, such as the one that takes a progress bar away.</summary>
internal sealed class LastWordMessage : PipelineMessage
{
    internal LastWordMessage(Action deliver)
        : base(deliver)
    {
    }

    internal override void Abandon()
    {
        try
        {
            Deliver();
        }
        catch (Exception)
        {
            // Without a filter: this runs while the exception that ended the run is on its way, and must not take its
            // place. A stopped pipeline takes nothing any more, and its host has cleared the screen itself.
        }
    }
}
