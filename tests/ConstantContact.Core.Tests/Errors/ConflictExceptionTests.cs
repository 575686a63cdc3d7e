using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Errors;

public sealed class ConflictExceptionTests
{
    private const string Id = "61d00338-4bd5-11ed-8c0a-fa163ec17584";

    [Theory]
    [InlineData("Validation failed: Email already exists for contact " + Id, Id)]
    [InlineData("Email already exists for contact " + Id, Id)]
    [InlineData("Email already exists for contact 61D00338-4BD5-11ED-8C0A-FA163EC17584.", Id)]
    [InlineData("Email already exists for contact: '" + Id + "', list 5cf018e4-302e-11f1-84b4-0242841d1f0f", Id)]
    [InlineData("SMS number is used by " + Id, Id)]
    [InlineData("Validation failed: EmailAddress is not unique", null)]
    [InlineData("5cf018e4-302e-11f1-84b4-0242841d1f0f or " + Id, null)]
    [InlineData(null, null)]
    public void The_contact_in_the_way_is_found_in_the_text_where_it_is_named(string? text, string? id) =>
        Assert.Equal(id, ConflictException.FindContactId(text));
}
