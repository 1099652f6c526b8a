using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Benchmarks;

/// <summary>Compiles fused.c into a temporary folder, for the processor that it is to run on, and loads it.</summary>
internal static class Gcc
{
    /// <summary>What goes before the files.</summary>
    public static string[] Flags { get; } =
        ["-O3", "-march=native", "-ffast-math", .. Instructions];

    /// <summary>The same as generated code has: 512 bits, where there are, have to be asked for; where they are switched off, so are they
    /// here. The options are of x86.</summary>
    private static string[] Instructions =>
        Vector512.IsHardwareAccelerated ? ["-mprefer-vector-width=512"]
        : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? ["-mno-avx512f"] : [];

    /// <summary>Makes <see cref="FusedC"/> callable, if there is a gcc.</summary>
    /// <exception cref="InvalidOperationException">gcc refuses the file.</exception>
    public static bool TryLoad()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("AutoDiffLosses");
        try
        {
            string source = Path.Combine(folder.FullName, "fused.c"), compiled = source + ".o", library = source + ".so";
            using (Stream resource = typeof(Gcc).Assembly.GetManifestResourceStream("fused.c")!)
            using (FileStream file = File.Create(source))
                resource.CopyTo(file);

            Run([.. Flags, "-fPIC", "-c", source, "-o", compiled]);
            // Linked without -ffast-math: a library linked with it switches denormals off for the whole process.
            try
            {
                Run(["-shared", compiled, "-o", library, "-lmvec", "-lm"]);
            }
            catch (InvalidOperationException) // There is no libmvec, and so no call of it.
            {
                Run(["-shared", compiled, "-o", library, "-lm"]);
            }

            nint handle = NativeLibrary.Load(library);
            NativeLibrary.SetDllImportResolver(typeof(FusedC).Assembly, (name, _, _) => name == FusedC.Library ? handle : 0);
            return true;
        }
        catch (Win32Exception) // No such program.
        {
            return false;
        }
        finally
        {
            // Windows does not delete what is loaded.
            if (!OperatingSystem.IsWindows())
                folder.Delete(recursive: true);
        }
    }

    private static void Run(string[] arguments)
    {
        using Process gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
        string errors = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        if (gcc.ExitCode != 0)
            throw new InvalidOperationException(errors);
    }
}
