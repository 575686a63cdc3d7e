using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>The record of a run cannot be written. Nothing is sent without it, so the run ends.</summary>
public sealed class RunNotWritableException : CcException
{
    public RunNotWritableException(string path, Exception inner)
        : base($"The record of the run cannot be written to '{path}': {FileTrouble.Text(inner)}", inner) { }

    public override string ErrorId => "CcRunNotWritable";

    public override string RecommendedAction =>
        $"{(InnerException is UnauthorizedAccessException ? "Make the folder writable for you alone" : "Make room on the disk")}, or name another "
        + "folder with the environment variable CONSTANTCONTACT_HOME. What was not recorded was not sent.";

    public override bool EndsTheRun => true;
}
