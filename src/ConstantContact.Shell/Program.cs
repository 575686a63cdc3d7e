using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

// dotnet run --project src/ConstantContact.Shell -- [--demo | --emulator] [what pwsh takes: SCRIPT.ps1 ARGS, -Command
// TEXT, ...]
const int Interrupt = 2,
    Terminate = 15,
    Signalled = 128;
var isDemo = args is ["--demo", ..];
var hasEmulator = isDemo || args is ["--emulator", ..];
var words =
    isDemo ? ["-NoProfile", "-File", Beside("Demo/Demo.ps1")]
    : hasEmulator ? args[1..]
    : args;

await using var emulator = hasEmulator ? await EmulatorHost.StartAsync(new EmulatorOptions { Members = 300 }) : null;
var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet");

// A session configuration brings no PSReadLine: the prompt starts with the script itself.
var isPrompt = words.Length == 0;
string[] session = isPrompt
    ? ["-NoLogo", "-NoExit", "-File", Beside("Session.ps1"), "-Prompt"]
    : ["-ConfigurationFile", Beside("Session.pssc")];
foreach (var word in (string[])["exec", "--roll-forward", "Major", Built("Pwsh"), .. session, .. words])
{
    start.ArgumentList.Add(word);
}

start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
start.Environment.TryAdd("CC_SHELL_MODULE", Built("Module"));
if (emulator is not null)
{
    const string Token = "emulator";
    start.Environment["CONSTANTCONTACT_ACCESS_TOKEN"] = Token;
    start.Environment["CONSTANTCONTACT_BASE_URL"] = emulator.BaseUri.AbsoluteUri;
    start.Environment["CC_SHELL_EMULATOR"] = JsonSerializer.Serialize(
        new
        {
            emulator.BaseUri,
            emulator.ControlUri,
            Token,
        }
    );
}

using var pwsh = Process.Start(start)!;
var isInterrupted = false;
using var interrupt = PosixSignalRegistration.Create(
    PosixSignal.SIGINT,
    context =>
    {
        // A terminal sends Ctrl+C to PowerShell too; a signal without a terminal comes to this process alone.
        (context.Cancel, isInterrupted) = (true, true);
        PassOn(Interrupt, isWanted: Console.IsInputRedirected);
    }
);
using var terminate = PosixSignalRegistration.Create(
    PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        PassOn(Terminate, isWanted: true);
    }
);
await pwsh.WaitForExitAsync();

// PowerShell itself returns 0 for a script that was interrupted.
return isInterrupted && !isPrompt ? Signalled + Interrupt : pwsh.ExitCode;

void PassOn(int signal, bool isWanted) => _ = isWanted && !OperatingSystem.IsWindows() ? Kill(pwsh.Id, signal) : 0;

static string Beside(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, name);

static string Built(string name) =>
    Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;

[DllImport("libc", EntryPoint = "kill")]
[DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
static extern int Kill(int pid, int signal);
