using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The way by which C# reaches what is being read: conditions that hold there, and indices over whose ranges it is evaluated.
/// Null where it is reached always.
/// </summary>
internal sealed class Path
{
    private readonly Path? outer;
    private readonly Node? condition;
    private readonly Node? index;

    private Path(Path? outer, Node? condition, Node? index) => (this.outer, this.condition, this.index) = (outer, condition, index);

    public static Path? Under(IrBuilder b, Path? outer, Node condition) =>
        condition.IsTrue ? outer : new Path(outer, b.And(Condition(b, outer), condition), null);

    public static Path Over(Path? outer, Node index) => new(outer, outer?.condition, index);

    /// <summary>Whether C# never gets here.</summary>
    public static bool IsDead(Path? path) => path?.condition?.IsFalse == true;

    /// <summary>The conjunction of the conditions.</summary>
    public static Node Condition(IrBuilder b, Path? path) => path?.condition ?? b.True;

    /// <summary>
    /// The condition under which the nodes are evaluated. A range that none of them varies over is not empty then; the others are no
    /// part of it, since there is no value of their index for which nothing is evaluated.
    /// </summary>
    public static Node Guard(IrBuilder b, Path? path, params Node[] evaluated)
    {
        var guard = Condition(b, path);
        foreach (var index in Indices(path).Reverse())
            if (!guard.DependsOn(index) && !evaluated.Any(n => n.DependsOn(index)))
                guard = b.And(guard, b.Less(b.Int(0), index.IndexExtent));
        return guard;
    }

    private static IEnumerable<Node> Indices(Path? path)
    {
        for (; path != null; path = path.outer)
            if (path.index != null)
                yield return path.index;
    }
}
