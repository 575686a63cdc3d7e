using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Hosting;

/// <summary>The emulator in a process of its own.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["--help"] or ["-h"] or ["-?"])
        {
            await Console.Out.WriteLineAsync(CommandLine.Usage);
            return 0;
        }

        EmulatorOptions options;
        try
        {
            options = CommandLine.Parse(args);
        }
        catch (ArgumentException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 2;
        }

        EmulatorHost emulator;
        try
        {
            emulator = await EmulatorHost.StartAsync(options);
        }
        catch (Exception mistake)
            when (mistake
                    is FormatException
                        or System.IO.IOException
                        or System.IO.InvalidDataException
                        or UnauthorizedAccessException
            )
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 1;
        }

        await using (emulator)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

            // A terminal sends Ctrl+C to all of its processes, and the one that started this may want to be interrupted
            // alone.
            using var interrupt = PosixSignalRegistration.Create(
                PosixSignal.SIGINT,
                options.EndsWithInput ? Ignore : Stop
            );
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

            if (options.DataFolder is null)
            {
                await Console.Error.WriteLineAsync(
                    "The account is in memory only: it is gone when this ends. --data DIR keeps it."
                );
            }

            // The one line others wait for.
            await Console.Out.WriteLineAsync($"Listening on {emulator.BaseUri.GetLeftPart(UriPartial.Authority)}");
            await (options.EndsWithInput ? Task.WhenAny(end.Task, InputEndAsync()) : end.Task);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                end.TrySetResult();
            }
        }

        return 0;
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;

    /// <summary>The system closes the pipe when the process at its other end is gone, however it went.</summary>
    private static async Task InputEndAsync()
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
            // The input itself has no meaning.
        }
    }
}
