using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>An answer, read completely.</summary>
public sealed record Answer(HttpResponseMessage Message, string Text)
{
    public int Status => (int)Message.StatusCode;

    public JsonNode? Json => Text.Length == 0 ? null : JsonNode.Parse(Text);

    public JsonObject Object => Json!.AsObject();

    /// <summary>The one error of the array shape.</summary>
    public (string Key, string Message) Error
    {
        get
        {
            var error = Assert.Single(Json!.AsArray())!.AsObject();
            Assert.Equal(2, error.Count);
            return ((string)error["error_key"]!, (string)error["error_message"]!);
        }
    }

    public Answer Is(HttpStatusCode status) => Is((int)status);

    public Answer Is(int status)
    {
        Assert.True(status == Status, $"expected {status}, got {Status}: {Text}");
        return this;
    }
}
