// What the tests use, .NET Framework lacks and the Polyfill package does not have.
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace ConstantContact.Core.Tests;

internal static class Polyfills
{
    extension(HttpStatusCode)
    {
        public static HttpStatusCode TooManyRequests => (HttpStatusCode)429;
    }

    extension(string text)
    {
        public static string Create(IFormatProvider provider, FormattableString interpolated) =>
            interpolated.ToString(provider);

        // Every call in the tests is ordinal, as this overload is.
        public string Replace(string old, string other, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.Replace(old, other) : throw new NotSupportedException();
    }

    extension(Task task)
    {
        public static Task Delay(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
            time.Delay(delay, cancellationToken);

        public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
    }

    extension<T>(ChannelReader<T> reader)
    {
        public async IAsyncEnumerable<T> ReadAllAsync()
        {
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out var item))
                {
                    yield return item;
                }
            }
        }
    }

    extension(File)
    {
        public static void CreateSymbolicLink(string path, string target)
        {
            using var ln = Process.Start("ln", $"-s \"{target}\" \"{path}\"");
            ln.WaitForExit();
        }
    }

    extension(Aes aes)
    {
        public byte[] EncryptCbc(byte[] plain, byte[] iv)
        {
            using var transform = aes.CreateEncryptor(aes.Key, iv);
            return transform.TransformFinalBlock(plain, 0, plain.Length);
        }

        public byte[] DecryptCbc(ReadOnlySpan<byte> content, ReadOnlySpan<byte> iv)
        {
            using var transform = aes.CreateDecryptor(aes.Key, iv.ToArray());
            return transform.TransformFinalBlock(content.ToArray(), 0, content.Length);
        }
    }
}

internal static class DirectoryPolyfills
{
    extension(Directory)
    {
        public static void CreateSymbolicLink(string path, string target) => File.CreateSymbolicLink(path, target);
    }
}
