using System;
using System.Linq;
using System.Text;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Switches;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.Contract;

/// <summary>The vendor's contract, held against everything that the tests of this project sent and got.</summary>
[Collection(ContractCollection.Name)]
public sealed class ContractTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_answer_and_every_request_of_the_module_kept_the_contract()
    {
        output.WriteLine(
            $"Contract: {ContractWatch.Answers} answers and {ContractWatch.Requests} requests checked, {ContractWatch.Violations.Count} violations"
        );
        Assert.True(
            ContractWatch.Violations.IsEmpty,
            string.Join(
                '\n',
                ContractWatch.Violations.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(50)
            )
        );
    }

    [Theory]
    [InlineData("GET", "/v3/contacts/61d00338-4bd5-11ed-8c0a-fa163ec17584", """{"deleted_at":"2022-08-15"}""", true)]
    [InlineData(
        "GET",
        "/v3/contacts/61d00338-4bd5-11ed-8c0a-fa163ec17584",
        """{"deleted_at":"2022-08-15T00:00:00Z"}""",
        false
    )]
    [InlineData("GET", "/v3/contacts", """{"contacts":[{"contact_id":"seven"}]}""", false)]
    [InlineData("GET", "/v3/contacts", """{"contacts":[{"custom_fields":[{"value":"x"}]}]}""", false)]
    [InlineData("GET", "/v3/contacts/counts", """{"total":"3"}""", false)]
    public void Member_that_is_against_the_contract_is_found_in_an_answer(
        string method,
        string path,
        string answer,
        bool isKept
    ) => Assert.Equal(isKept, !ApiContract.Read().FaultsOfAnswer(Exchange(method, path, "", "", answer)).Any());

    [Theory]
    [InlineData("?include=notes,taggings&limit=500&status=all", "", true)]
    [InlineData("?include=shoes", "", false)]
    [InlineData("?limit=501", "", false)]
    [InlineData("?include_count=1", "", false)]
    [InlineData("?colour=red", "", false)]
    [InlineData("", """{"first_name":"A"}""", false)]
    public void Request_that_is_against_the_contract_is_found(string query, string body, bool isKept) =>
        Assert.Equal(
            isKept,
            !ApiContract.Read().FaultsOfRequest(Exchange("GET", "/v3/contacts", query, body, "{}")).Any()
        );

    [Fact]
    public void Contract_with_one_member_changed_finds_an_answer_that_the_true_one_takes()
    {
        var exchange = Exchange("GET", "/v3/contacts/counts", "", "", """{"total":3}""");
        Assert.Empty(ApiContract.Read().FaultsOfAnswer(exchange));
        var broken = ApiContract.Read(d =>
            ApiContract.Schema(d, "getContactCounts_200_response/properties/total")["type"] = "string"
        );
        Assert.NotEmpty(broken.FaultsOfAnswer(exchange));
    }

    private static ApiExchange Exchange(string method, string path, string query, string body, string answer) =>
        new()
        {
            Method = method,
            Path = path,
            Query = query,
            UserAgent = "",
            ContentType = body.Length > 0 ? "application/json" : null,
            Body = Encoding.UTF8.GetBytes(body),
            Status = 200,
            AnswerType = "application/json",
            Answer = Encoding.UTF8.GetBytes(answer),
            Switches = new SwitchSettings(),
        };
}
