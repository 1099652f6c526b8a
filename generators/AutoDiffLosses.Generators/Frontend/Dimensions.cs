using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Which dimensions an element-wise operation made one. It is found as the method is read, and the method then read again with the
/// one name from the start, so that equal arrays are equal nodes.
/// </summary>
internal sealed class Dimensions
{
    private readonly Dictionary<string, DimensionDeclaration> same = [];

    /// <summary>How many were found.</summary>
    public int Count => same.Count;

    public DimensionDeclaration Find(DimensionDeclaration dimension)
    {
        while (!dimension.IsFixed && same.TryGetValue(dimension.Name, out var other))
            dimension = other;
        return dimension;
    }

    public Node Extent(IrBuilder b, DimensionDeclaration dimension) =>
        Find(dimension) is { IsFixed: true } found ? b.Int(found.Length) : b.Dim(Find(dimension).Name);

    /// <summary>Makes two extents one; false where they are no dimensions of parameters, or of different fixed lengths.</summary>
    public bool Unify(Node x, Node y)
    {
        if (Declaration(x) is not { } first || Declaration(y) is not { } second)
            return false;
        (first, second) = (Find(first), Find(second));
        if (first == second)
            return true;
        if (Strength(second) > Strength(first))
            (first, second) = (second, first);
        if (second.IsFixed)
            return false;
        same.Add(second.Name, first);
        return true;
    }

    private static DimensionDeclaration? Declaration(Node extent) => extent.Op switch
    {
        Opcode.Dim => new(extent.Name, -1),
        Opcode.Const => new("", extent.Int),
        _ => null,
    };

    // A length, a name that the user gave, the name of a parameter.
    private static int Strength(DimensionDeclaration dimension) => dimension.IsFixed ? 2 : dimension.Name.Contains(".") ? 0 : 1;
}
