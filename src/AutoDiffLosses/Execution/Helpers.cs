using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace AutoDiffLosses.Runtime;

/// <summary>
/// Threads of the pool that help one thread with the chunks of its calls. An item in the pool's queue may start long after the call that
/// it was queued for: it then finds the door closed, and does nothing; or it finds it open for another call of that thread, and helps with
/// that. So a call never waits for an item that has not started.
/// </summary>
internal sealed unsafe class Helpers : IThreadPoolWorkItem
{
    private const int Place = 1 << 16;

    [ThreadStatic] private static Helpers? own;

    private delegate*<void*, int, void> run;
    private void* job;
    private int chunks, next;

    /// <summary>In one number, so that nobody comes in once it is closed: how many may still come in, in units of
    /// <see cref="Place"/>, and how many are inside.</summary>
    private int door;

    private int queued;
    private bool isBusy;
    private ExceptionDispatchInfo? failure;
    private int failedChunk;

    /// <summary>Runs the chunks of a job on this thread and so many others at most. An exception is that of the first chunk that throws
    /// one, and comes out when no chunk runs any more.</summary>
    public static void Run(delegate*<void*, int, void> run, void* job, int chunks, int helpers)
    {
        if (helpers > 0 && (own ??= new Helpers()).TryRun(run, job, chunks, helpers))
            return;
        for (int chunk = 0; chunk < chunks; chunk++)
            run(job, chunk);
    }

    private bool TryRun(delegate*<void*, int, void> run, void* job, int chunks, int helpers)
    {
        // A call in a chunk of another call.
        if (isBusy)
            return false;
        isBusy = true;
        this.run = run;
        this.job = job;
        this.chunks = chunks;
        next = 0;
        helpers = Math.Min(helpers, short.MaxValue);
        try
        {
            Interlocked.Exchange(ref door, helpers * Place);
            for (int missing = helpers - Volatile.Read(ref queued); missing > 0; missing--)
            {
                Interlocked.Increment(ref queued);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            TakeChunks();
        }
        finally
        {
            Interlocked.And(ref door, Place - 1);
            var wait = new SpinWait();
            while (Volatile.Read(ref door) != 0)
                wait.SpinOnce(sleep1Threshold: -1);
            isBusy = false;
        }
        if (failure is { } thrown)
        {
            failure = null;
            thrown.Throw();
        }
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Decrement(ref queued);
        if (!TryEnter())
            return;
        TakeChunks();
        Interlocked.Decrement(ref door);
    }

    private bool TryEnter()
    {
        for (int seen = Volatile.Read(ref door); seen >= Place;)
        {
            int found = Interlocked.CompareExchange(ref door, seen - Place + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }
        return false;
    }

    private void TakeChunks()
    {
        for (int chunk; (chunk = Interlocked.Increment(ref next) - 1) < chunks;)
        {
            try
            {
                run(job, chunk);
            }
            catch (Exception exception)
            {
                Fail(exception, chunk);
            }
        }
    }

    /// <summary>Chunks are taken in their order, so that the first that fails is the same on any number of threads.</summary>
    private void Fail(Exception exception, int chunk)
    {
        lock (this)
        {
            if (failure == null || chunk < failedChunk)
                (failure, failedChunk) = (ExceptionDispatchInfo.Capture(exception), chunk);
        }
        Interlocked.Exchange(ref next, chunks);
    }
}
