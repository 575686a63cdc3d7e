using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using ConstantContact.Tests.Processes;

namespace ConstantContact.Emulator.Tests.Hosting;

/// <summary><c>--end-with-input</c>: the process serves the one that holds the other end of its input.</summary>
public sealed class EndWithInputTests
{
    [Fact]
    public async Task Process_outlives_Ctrl_C_and_ends_when_its_input_does()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ConstantContact.Emulator.dll");
        var start = KilledProgram.StartInfo(program, ["--end-with-input"]);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        try
        {
            var root = (await process.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
            if (!OperatingSystem.IsWindows())
            {
                using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await kill.WaitForExitAsync();
            }

            await process.StandardInput.WriteLineAsync("What comes says nothing.");
            using var client = new HttpClient();
            Assert.Contains("<html", await client.GetStringAsync(new Uri(root)), StringComparison.OrdinalIgnoreCase);

            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }
}
