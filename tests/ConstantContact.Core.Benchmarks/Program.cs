using System.Globalization;
using System.Threading.Tasks;
using BenchmarkDotNet.Running;

namespace ConstantContact.Core.Benchmarks;

/// <summary><c>dotnet run -c Release --project tests/ConstantContact.Core.Benchmarks -- --filter '*'</c></summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is ["bulk", ..])
        {
            await BulkSpeed.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000);
            return;
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
