using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The result of a creation.</summary>
public sealed class ContactCreationTests : ContactRowLab
{
    [Theory]
    [InlineData("Ann@example.com", "Ann@example.com")]
    [InlineData(null, "ann@example.com")]
    public async Task Created_contact_has_the_address_as_the_service_stored_it(string? answered, string expected)
    {
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        System.Net.HttpStatusCode.Created,
                        answered is null
                            ? $$"""{"contact_id":"{{Id(1)}}"}"""
                            : $$"""{"contact_id":"{{Id(1)}}","email_address":{"address":"{{answered}}"} }"""
                    )
                    : null
            );

        var result = await CreateAsync(Row("ann@example.com", ("job_title", "New")));

        Assert.Equal((UpdateOutcome.Created, expected, Id(1)), (result.Outcome, result.Email, result.ContactId));
    }
}
