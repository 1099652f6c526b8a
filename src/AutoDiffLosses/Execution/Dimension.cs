using System.ComponentModel;

namespace AutoDiffLosses.Runtime;

/// <summary>A named extent, and the argument that fixed it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Dimension
{
    private readonly string name;
    private string? fixedBy;

    /// <summary>An extent that the first argument fixes.</summary>
    public Dimension(string name) => this.name = name;

    /// <summary>An extent that the declaration fixes.</summary>
    public static Dimension Fixed(string name, int length) => new(name) { fixedBy = "", Length = length };

    /// <summary>The extent, once it is fixed.</summary>
    public int Length { get; private set; }

    internal void Match(nint length, string argument)
    {
        if (fixedBy == null)
            (Length, fixedBy) = (checked((int)length), argument);
        else if (length != Length)
            Throw.Length(name, argument, length, fixedBy, Length);
    }
}
