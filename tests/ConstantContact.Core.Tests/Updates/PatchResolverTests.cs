using System.Net;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Cells and arguments → the patch that is merged.</summary>
public sealed class PatchResolverTests : IDisposable
{
    private const string Null = "<null>";
    private const string Field = "cc000001-4752-11e9-9c8a-fa163e6b01c1";
    private const string Tag = "bb000001-4752-11e9-9c8a-fa163e6b01c1";

    private readonly ClientFixture _fixture = new();

    public PatchResolverTests() =>
        _fixture.Service.Otherwise(static request =>
            StubHandler.Response(
                HttpStatusCode.OK,
                request.Uri.AbsolutePath.Contains("contact_lists", StringComparison.Ordinal)
                        ? """{"lists":[{"list_id":"1618ae62-4752-11e9-9c8a-0000000000aa","name":"News"}]}"""
                    : request.Uri.AbsolutePath.Contains("custom_fields", StringComparison.Ordinal)
                        ? $$"""{"custom_fields":[{"custom_field_id":"{{Field}}","name":"colour","label":"Colour","type":"string"}]}"""
                    : $$"""{"tags":[{"tag_id":"{{Tag}}","name":"VIP"}]}"""
            )
        );

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("home_street,home_street2", "1 Main;Floor 2", "1 Main Floor 2")]
    [InlineData("home_street2,home_street", "Floor 2;1 Main", "1 Main Floor 2")]
    [InlineData("home_street2", "Floor 2", "Floor 2")]
    [InlineData("home_street,home_street2", "<null>;Floor 2", "Floor 2")]
    [InlineData("home_street,home_street2", "1 Main;<null>", "1 Main")]
    public async Task Second_line_of_a_street_joins_the_first(string headings, string cells, string street)
    {
        ContactPatch patch = await ResolveAsync(headings, cells);

        Assert.Equal(street, Assert.Single(patch.Addresses).Parts["street"]);
    }

    [Fact]
    public async Task Null_token_clears_a_part_of_an_address_a_phone_and_a_custom_field()
    {
        ContactPatch patch = await ResolveAsync(
            "home_city,work_phone,cf:colour,job_title",
            $"{Null};{Null};{Null};{Null}"
        );

        AddressPatch address = Assert.Single(patch.Addresses);
        Assert.Equal(("home", false), (address.Kind, address.Clears));
        Assert.Null(address.Parts["city"]);
        Assert.Null(patch.Phones["work"]);
        Assert.True(Assert.Single(patch.Fields).Clears);
        Assert.Null(patch.Core["job_title"]);
    }

    [Fact]
    public async Task Clear_names_phones_addresses_the_birthday_fields_and_arrays()
    {
        ContactPatch patch = await ResolveAsync(
            "job_title",
            "Pilot",
            "home_phone",
            "work_address",
            "birthday",
            "cf:colour",
            "taggings"
        );

        Assert.Equal([("home", null)], patch.Phones.Select(p => (p.Key, p.Value)));
        Assert.Equal([("work", true)], patch.Addresses.Select(a => (a.Kind, a.Clears)));
        Assert.Equal(
            ["birthday_day", "birthday_month"],
            patch.Core.Where(c => c.Value is null).Select(c => c.Key).Order(StringComparer.Ordinal)
        );
        Assert.True(Assert.Single(patch.Fields).Clears);
        Assert.Equal(["taggings"], patch.ClearArrays);
    }

    [Theory]
    [InlineData("cf:colour", "red", "cf:Colour")]
    [InlineData("home_phone", "1", "home_phone")]
    [InlineData("work_city", "Graz", "work_address")]
    [InlineData("job_title", "Pilot", "JobTitle")]
    public async Task Value_that_is_set_and_cleared_at_once_is_refused(string heading, string cell, string clear)
    {
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => ResolveAsync(heading, cell, clear));

        Assert.Equal("CcInvalidValue", e.ErrorId);
    }

    [Theory]
    [InlineData("add_tags,remove_tags", "VIP;vip")]
    [InlineData("add_to_lists,remove_from_lists", "News;news")]
    public async Task Tag_or_list_that_is_added_and_removed_at_once_is_refused(string headings, string cells)
    {
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => ResolveAsync(headings, cells));

        Assert.Contains("added and removed", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("birthday_month")]
    [InlineData("birthday_day")]
    public async Task Half_a_birthday_is_refused(string heading)
    {
        // The parser refuses it in a row; an argument and a row may each bring a half.
        var changes = new RequestedChanges
        {
            Values = [.. Parse("birthday_month,birthday_day", "5;6").Where(v => v.Column.Name == heading)],
        };
        using var names = new NameDirectory(_fixture.Client);

        await Assert.ThrowsAsync<InvalidInputException>(() =>
            _fixture.Clock.DriveAsync(new PatchResolver(names).ResolveAsync(changes, CancellationToken.None))
        );
    }

    private async Task<ContactPatch> ResolveAsync(string headings, string cells, params string[] clear)
    {
        using var names = new NameDirectory(_fixture.Client);
        var changes = new RequestedChanges
        {
            Values = Parse(headings, cells),
            Clear = [.. clear.Select(ClearTarget.Parse)],
        };
        return (
            await _fixture.Clock.DriveAsync(new PatchResolver(names).ResolveAsync(changes, CancellationToken.None))
        ).Patch;
    }

    private static IReadOnlyList<RowValue> Parse(string headings, string cells)
    {
        string[] names = ["email", .. headings.Split(',')];
        RowValues row = new RowParser(
            ColumnPlan.For(names, null, false, ColumnPurpose.Update),
            new ReadingOptions { NullTokens = [Null] }
        ).Parse(new InputRow(1, null, names, ["a@example.com", .. cells.Split(';')]));
        return row.Values;
    }
}
