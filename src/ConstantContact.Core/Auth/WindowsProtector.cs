using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ConstantContact.Core.Auth;

/// <summary>
/// The Data Protection API of Windows: only this user on this machine can read what it wrote. Called directly, because the
/// package that wraps it would be one more file to ship for two functions.
/// </summary>
internal sealed class WindowsProtector : IDataProtector
{
    // CRYPTPROTECT_UI_FORBIDDEN: a scheduled task has nobody to show a window to.
    private const int NoWindow = 1;

    public string Name => "dpapi";

    public byte[] Protect(byte[] plain) => Call(plain, static (ref Blob input, out Blob output) =>
        CryptProtectData(ref input, null, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, NoWindow, out output));

    public byte[] Unprotect(byte[] content) => Call(content, static (ref Blob input, out Blob output) =>
        CryptUnprotectData(ref input, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, NoWindow, out output));

    private static byte[] Call(byte[] content, Function function)
    {
        var pin = GCHandle.Alloc(content, GCHandleType.Pinned);
        try
        {
            var input = new Blob { Length = content.Length, Data = pin.AddrOfPinnedObject() };
            if (!function(ref input, out var output))
            {
                throw new CryptographicException(new Win32Exception(Marshal.GetLastWin32Error()).Message);
            }

            try
            {
                var result = new byte[output.Length];
                Marshal.Copy(output.Data, result, 0, output.Length);
                return result;
            }
            finally
            {
                LocalFree(output.Data);
            }
        }
        finally
        {
            pin.Free();
        }
    }

    [DllImport("crypt32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CryptProtectData(ref Blob input, string? description, IntPtr entropy, IntPtr reserved, IntPtr prompt, int flags, out Blob output);

    [DllImport("crypt32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CryptUnprotectData(ref Blob input, IntPtr description, IntPtr entropy, IntPtr reserved, IntPtr prompt, int flags, out Blob output);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LocalFree(IntPtr memory);

    private delegate bool Function(ref Blob input, out Blob output);

    [StructLayout(LayoutKind.Sequential)]
    private struct Blob
    {
        public int Length;

        public IntPtr Data;
    }
}
