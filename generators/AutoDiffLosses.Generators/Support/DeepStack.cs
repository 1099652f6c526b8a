using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace AutoDiffLosses.Generators.Support;

/// <summary>
/// Room for what recurses as deep as a formula is nested. The threads of a compiler or an editor have a megabyte or so, and an overflow ends
/// the whole process: no exception says that it is near. Stack that is not used costs no memory.
/// </summary>
internal static class DeepStack
{
    private const int Size = 256 << 20;

    /// <summary>Runs something on a stack of its own.</summary>
    public static T Run<T>(Func<T> run)
    {
        T result = default!;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
        }, Size) { IsBackground = true };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }
}
