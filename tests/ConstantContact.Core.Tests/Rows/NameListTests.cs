using System.IO;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Several names in one cell: in the module's own form, as choices of a field, and as a line of CSV.</summary>
public sealed class NameListTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" ", "")]
    [InlineData(";;", "")]
    [InlineData("a", "a")]
    [InlineData(" a ; b ", "a|b")]
    [InlineData("a;A;b;a", "a|b")]
    [InlineData("a b;c", "a b|c")]
    [InlineData("\"a;b\";c", "a;b|c")]
    [InlineData("\"a\"", "a")]
    [InlineData("  \" a \"  ; c", "a|c")]
    [InlineData("\"a\"\"b\";c", "a\"b|c")]
    [InlineData("\"\"\"a\"\"\"", "\"a\"")]
    [InlineData("\"\";b", "b")]
    [InlineData("a\"b\"", "a\"b\"")]
    [InlineData("a;\"b\"", "a|b")]
    [InlineData("a;", "a")]
    [InlineData("\"a\";", "a")]
    public void Names_are_split_trimmed_and_kept_once(string text, string names) =>
        Assert.Equal(names, string.Join("|", NameList.Read(text)!));

    [Theory]
    [InlineData("\"a")]
    [InlineData("\"")]
    [InlineData("\"a\"\"")]
    [InlineData("\"a\"b")]
    [InlineData("\"a\" b;c")]
    [InlineData("c;\"a")]
    [InlineData("\"a\",\"b\"")]
    public void Quoted_name_that_does_not_end_properly_makes_the_list_unreadable(string text) =>
        Assert.Null(NameList.Read(text));

    [Property(MaxTest = 300)]
    public Property Joined_names_are_read_as_they_were() =>
        Prop.ForAll(
            Gen.Elements("a", "b;c", "\"q", "d\"e", ";", "\"", "x y", "Z").ListOf().ToArbitrary(),
            names =>
            {
                string[] once = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
                Assert.Equal(once, NameList.Read(NameList.Join(once)));
            }
        );

    [Fact]
    public void Name_is_quoted_only_where_it_must_be() =>
        Assert.Equal("a;b\"c;\"d;e\";\"\"\"f\"\"\";", NameList.Join(["a", "b\"c", "d;e", "\"f\"", ""]));

    [Theory]
    [InlineData("Roses", "Roses")]
    [InlineData(" roses ", "Roses")]
    [InlineData("Roses,Trees", "Roses|Trees")]
    [InlineData("Roses , Trees;Herbs", "Roses|Trees|Herbs")]
    [InlineData("Roses ;  Trees", "Roses|Trees")]
    [InlineData("Trees, roses, Trees", "Trees|Roses")]
    [InlineData("Salt, pepper", "Salt, pepper")]
    [InlineData("Salt, pepper, Roses", "Salt, pepper|Roses")]
    [InlineData("Roses,Salt, pepper", "Roses|Salt, pepper")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("Rose", null)]
    [InlineData("Roses,", null)]
    [InlineData("Roses, ", null)]
    [InlineData("Roses Trees", null)]
    [InlineData("RosesTrees", null)]
    [InlineData("Roses,,Trees", null)]
    [InlineData(",Roses", null)]
    [InlineData("Roses/Trees", null)]
    [InlineData("Gone", null)]
    [InlineData("A, B", null)]
    public void Choices_are_distinguished_by_their_labels_if_there_is_only_one_way(string cell, string? labels)
    {
        var choices = new ChoiceLabels(
            Field("Roses", "Trees", "Herbs", " Salt, pepper ", "A", "B", "A, B", "ROSES", "", null)
        );

        Assert.Equal(labels, choices.Labels(cell) is { } found ? string.Join("|", found) : null);
        Assert.Equal(cell.Trim().Length == 0 ? "" : labels?.Replace('|', ';'), choices.Read(cell));
        Assert.Equal("Plants", choices.Name);
    }

    [Theory]
    [InlineData("a,b,c", null)]
    [InlineData("a,b,c,a,b,c", null)]
    [InlineData("c,c", "c")]
    [InlineData("c,a", "c|a")]
    public void Cell_that_can_be_split_in_two_ways_is_unreadable(string cell, string? labels)
    {
        var choices = new ChoiceLabels(Field("a", "b", "c", "a,b", "b,c"));

        Assert.Equal(labels, choices.Labels(cell) is { } found ? string.Join("|", found) : null);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData("a b", "a b")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("a ", "\"a \"")]
    [InlineData("a;b", "a;b")]
    public void Cell_of_a_line_is_quoted_where_a_reader_would_change_it(string cell, string written)
    {
        using var file = new StringWriter();
        CsvLine.Write(file, [cell, "x", cell]);

        Assert.Equal($"{written},x,{written}\r\n", file.ToString());
    }

    private static CustomField Field(params string?[] labels) =>
        new()
        {
            Id = "f",
            Label = "Plants",
            Type = "multi_select",
            Choices =
            [
                .. labels.Select((label, i) => new CustomFieldChoice { Id = $"{i}", Label = label }),
                new CustomFieldChoice
                {
                    Id = "gone",
                    Label = "Gone",
                    DeletedAt = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
                },
            ],
        };
}
