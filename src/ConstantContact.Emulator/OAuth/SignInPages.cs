using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// The pages of the sign-in: plain forms that work in any browser, without scripts, and are readable on a phone.
/// </summary>
internal static class SignInPages
{
    internal static ApiAnswer Authorize(
        RegisteredClient client,
        IEnumerable<string> scopes,
        IEnumerable<KeyValuePair<string, string>> hidden
    ) =>
        Page(
            200,
            "Sign in",
            $"""
            <p>The application <b>{Html(client.Id)}</b> asks for access to the account of Example Garden Club.</p>
            {List(scopes)}
            <form method="post" action="authorize">
            {Hidden(hidden)}{Buttons}
            </form>
            """
        );

    internal static ApiAnswer Activate(string? userCode) =>
        Page(
            200,
            "Connect a device",
            $"""
            <p>Enter the code that your device shows.</p>
            <form method="post" action="activate">
            <p><label>Code <input name="user_code" value="{Html(
                userCode ?? ""
            )}" autocomplete="off" autofocus></label></p>
            {Buttons}
            </form>
            """
        );

    internal static ApiAnswer Message(int status, string title, string text) =>
        Page(status, title, $"<p>{Html(text)}</p>");

    private const string Style = "body{font-family:sans-serif;max-width:32em;margin:2em auto;padding:0 1em}";

    private const string Buttons = """
        <p><button id="allow" name="decision" value="allow">Allow</button> <button id="deny" name="decision" value="deny">Deny</button></p>
        """;

    private static ApiAnswer Page(int status, string title, string body) =>
        ApiAnswer.Text(
            status,
            Encoding.UTF8.GetBytes(
                $"""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, "
                    + "initial-scale=1">
                <title>{Html(title)} - emulator</title><style>{Style}</style></head>
                <body><h1>{Html(title)}</h1>
                {body}
                <p><small>This is the emulator of the Constant Contact V3 API. Nobody's real account is behind it.</small></p>
                </body></html>
                """
            ),
            "text/html; charset=utf-8"
        );

    private static string List(IEnumerable<string> items) =>
        "<ul>" + string.Concat(items.Select(i => $"<li>{Html(i)}</li>")) + "</ul>";

    private static string Hidden(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Concat(
            fields.Select(f => $"<input type=\"hidden\" name=\"{Html(f.Key)}\" value=\"{Html(f.Value)}\">\n")
        );

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
