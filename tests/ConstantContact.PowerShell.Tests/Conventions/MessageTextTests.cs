using System;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>
/// Messages, remedies, warnings and previews are sentences in plain English, whatever the numbers in them.
/// </summary>
public sealed class MessageTextTests
{
    public static TheoryData<string> Projects => ["ConstantContact.Core", "ConstantContact.PowerShell"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Texts_that_a_user_reads_are_sentences(string project)
    {
        var source = Path.Combine(TestFiles.RepositoryRoot, "src");
        var files = Directory
            .EnumerateFiles(Path.Combine(source, project), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(source, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Any(static part => part is "obj" or "bin")
            );

        Assert.Equal(
            [],
            files.SelectMany(file => MessageTexts.Faults(Path.GetRelativePath(source, file), File.ReadAllText(file)))
        );
    }

    [Theory]
    [InlineData("throw new NotFoundException(\"There is no such list\");", "no full stop")]
    [InlineData(
        "throw InvalidInputException.Value(\"-List\", list, why ? \"it is blank.\" : \"it is too long\", \"Give one.\");",
        "no full stop"
    )]
    [InlineData("output.WriteWarning($\"{count} rows were left out.\");", "a number beside a fixed noun")]
    [InlineData(
        "output.WriteVerbose(string.Format(\"{0:N0} contacts: {1} done.\", count, done));",
        "a number beside a fixed noun"
    )]
    [InlineData("var text = \"The list  'News' is empty.\";", "a doubled blank, stop or quotation mark")]
    [InlineData("var text = $\"The list ''{name}'' is empty.\";", "a doubled blank, stop or quotation mark")]
    [InlineData("var text = \"It is not said which contact is meant.\";", "not plain English")]
    public void A_faulty_text_is_found(string statement, string rule) =>
        Assert.Contains(
            $": {rule}: ",
            Assert.Single(MessageTexts.Faults("Sample.cs", $"class Sample {{ void Run() {{ {statement} }} }}")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "throw new NotFoundException($\"There is no list with the name '{name}'.\", \"To see all lists: Get-CcList -Status all\");"
    )]
    [InlineData("output.WriteWarning($\"{Quantity.Of(count, \"row was\", \"rows were\")} left out.\");")]
    [InlineData(
        "throw InvalidInputException.Value(\"-NoWait\", null, \"there is no file yet.\", \"Take it later: Export-CcContact \" + \"-ActivityId ID\");"
    )]
    [InlineData("throw new FormatException(\"it is damaged\");")]
    public void A_good_text_is_not(string statement) =>
        Assert.Empty(MessageTexts.Faults("Sample.cs", $"class Sample {{ void Run() {{ {statement} }} }}"));
}
