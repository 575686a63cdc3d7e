using BenchmarkDotNet.Running;

namespace ConstantContact.Core.Benchmarks;

/// <summary><c>dotnet run -c Release --project tests/ConstantContact.Core.Benchmarks -- --filter '*'</c></summary>
internal static class Program
{
    private static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
