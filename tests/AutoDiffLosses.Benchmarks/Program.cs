using System;
using System.Linq;
using AutoDiffLosses;
using AutoDiffLosses.Benchmarks;

// Of the losses whose names contain the argument; without one of all, and then what is not of one loss.
string only = args.FirstOrDefault() ?? "";

Execution.MaxThreads = 1;
bool hasC = Gcc.TryLoad();
var report = new Report();
report.Head(hasC);
foreach (Workload workload in Workloads.All().Where(each => each.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
{
    workload.Check(hasC);
    Func<double>[] contenders = [workload.Generated, workload.Plain, workload.Tensors, workload.Fused];
    Lap[] laps = Race.Run(3, hasC ? contenders : contenders[..3]);
    report.Row(workload, laps[0], laps[1], laps[2], laps.ElementAtOrDefault(3));
}
if (only == "")
{
    report.Print($"");
    Calls.Small(report);
    Calls.Threads(report);
}
report.Foot();
