namespace ConstantContact.PowerShell.Hosting;

/// <summary>A message that is delivered even if the run is over, such as the removal of a progress bar.</summary>
internal sealed class FinalMessage : PipelineMessage
{
    internal FinalMessage(Action deliver)
        : base(deliver) { }

    internal override void Abandon()
    {
        try
        {
            Deliver();
        }
        catch (Exception)
        {
            // No exception filter: this runs while the exception that ended the run propagates, and must not replace
            // it. A stopped pipeline accepts nothing, but its host has already cleared the screen.
        }
    }
}
