using System.Text;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Errors;

public sealed class ApiErrorParserTests
{
    [Theory]
    [InlineData(
        """[{"error_key":"contacts.api.validation.error","error_message":"create_source is missing"}]""",
        "contacts.api.validation.error",
        "create_source is missing"
    )]
    [InlineData(
        """[{"error_key":"a","error_message":"one"},{"error_key":"b","error_message":"two"}]""",
        "a",
        "one; two"
    )]
    [InlineData("""{"error_key":"unauthorized","error_message":"Unauthorized"}""", "unauthorized", "Unauthorized")]
    [InlineData(
        """{"error":"invalid_grant","error_description":"unknown refresh token"}""",
        "invalid_grant",
        "unknown refresh token"
    )]
    [InlineData(
        """{"errorCode":"E0000011","errorSummary":"Invalid token","errorCauses":[{"errorSummary":"expired"}]}""",
        "E0000011",
        "Invalid token; expired"
    )]
    [InlineData("""{"message":"Forbidden"}""", null, "Forbidden")]
    [InlineData("""{"error_key":"throttled"}""", "throttled", null)]
    [InlineData("\uFEFF{\"error_key\":\"throttled\"}", "throttled", null)]
    public void Every_shape_gives_key_and_text(string body, string? key, string? message)
    {
        var error = ApiErrorParser.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal((key, message), (error?.Key, error?.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[1,[]]")]
    [InlineData("""{"error_key":7,"error_message":{}}""")]
    [InlineData("""{"error_key":"x""")]
    public void Answer_without_an_error_text_gives_null(string body) =>
        Assert.Null(ApiErrorParser.Parse(Encoding.UTF8.GetBytes(body)));
}
