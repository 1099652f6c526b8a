using System.ComponentModel;

namespace AutoDiffLosses.Runtime;

/// <summary>Short rows are worked on a vector of samples at a time: lanes are samples, and a tile holds a vector for each element of
/// their rows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Tile
{
    /// <summary>Rows of up to so many elements are short. Longer ones are faster along the row.</summary>
    public const int LongestRow = 32;
}
