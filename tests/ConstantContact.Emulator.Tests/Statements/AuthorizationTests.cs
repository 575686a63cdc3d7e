using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class AuthorizationTests : EmulatorTest
{
    [Theory]
    [InlineData("nobody")]
    [InlineData("expired")]
    public async Task S01_Unknown_or_expired_token_is_401_with_a_bare_object_before_any_other_check(string token)
    {
        using var client = new Client(Emulator, token);
        foreach (var path in new[] { "/contacts", "/contacts?limit=0", "/no_such_thing" })
        {
            var answer = (await client.GetAsync(path)).Is(401);
            Assert.Equal("""{"error_key":"unauthorized","error_message":"Unauthorized"}""", answer.Text);
        }
    }

    [Theory]
    [InlineData("403")]
    [InlineData("401")]
    public async Task S01_Missing_header_is_403_unless_switched(string value)
    {
        Options.Switches["missing-authorization"] = value;
        using var client = new Client(Emulator, token: null);
        Assert.Equal(
            value,
            (await client.GetAsync("/contacts")).Status.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }
}
