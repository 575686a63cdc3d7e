namespace ConstantContact.Shell.Sessions;

internal enum PipelineOutcome
{
    Completed,
    Failed,
    Stopped,
}
