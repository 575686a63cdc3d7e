using System.IO;

namespace ConstantContact.Core.Tests.Storage;

/// <summary>A new folder under the system's temporary one, gone with its contents at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cc-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
