using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Where it is asked whether gradients are wanted: around a loop that does nothing else; once for what stands together; and whether any of
/// several are only where they have something in common. From and to: the steps of one context, whose loops are tidied before.
/// </summary>
internal static class Wanting
{
    public static IReadOnlyList<Step> Tidied(IReadOnlyList<Step> steps)
    {
        var tidied = new List<Step>(steps.Count);
        foreach (var step in steps.SelectMany(Tidied))
            if (tidied.Count > 0 && tidied[tidied.Count - 1] is If before && IsOfGradients(before) && step is If next && IsOfGradients(next) &&
                before.Condition.Wanting == next.Condition.Wanting)
                tidied[tidied.Count - 1] = before with { Then = [.. before.Then, .. next.Then] };
            else
                tidied.Add(step);
        return tidied;
    }

    private static IEnumerable<Step> Tidied(Step step)
    {
        if (step is Loop loop && loop.Body.LastOrDefault() is If only && IsOfGradients(only) && loop.Body.Take(loop.Body.Count - 1).All(s => s is Let or LetKept))
            return [new If(Condition.Wanted(only.Condition.AnyWanted), [loop with { Body = [.. loop.Body.Take(loop.Body.Count - 1), .. only.Then] }], [])];
        if (step is not If branch)
            return [step];
        branch = branch with { Then = Tidied(branch.Then), Else = Tidied(branch.Else) };
        // Not in each branch of a choice, if in both.
        if (branch.Condition.Value != null && branch.Then is [If then] && branch.Else is [If otherwise] && IsOfGradients(then) && IsOfGradients(otherwise) &&
            then.Condition.Wanting == otherwise.Condition.Wanting)
            return [then with { Then = [branch with { Then = then.Then, Else = otherwise.Then }] }];
        return IsOfGradients(branch) && branch.Then.All(s => s is If inner && IsOfGradients(inner) && inner.Condition.AnyWanted.All(branch.Condition.AnyWanted.Contains))
            ? branch.Then : [branch];
    }

    private static bool IsOfGradients(If branch) => branch.Condition.AnyWanted.Count > 0 && branch.Else.Count == 0;
}
